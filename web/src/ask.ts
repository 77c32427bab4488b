// The engine's small questions (API, manifests, captions): answered from what is
// known already, else by the network.
import { join } from "./download";
import { media } from "./foreign";
import { text } from "./inspect";
import { pause } from "./pause";
import type { FetchCommand } from "./protocol";
import type { Opening } from "./start/opening";
import { xmlToJSON } from "./xml";

const defaultTimeout = 30_000;

/** What the page knows before it is asked. */
export interface Known {
	/** What was begun before the engine came, if it still plays a part. */
	opening(): Opening | undefined;
	/** A request that is under way already; given once. */
	ahead(url: string): Promise<Response> | undefined;
}

/** What is known already, else what the network says. */
export async function answer(c: FetchCommand, control: AbortController, known: Known): Promise<Answer> {
	const opening = known.opening();
	const told =
		c.key && c.key === opening?.key ? await opening.batch() : c.body ? undefined : opening?.text(c.url);
	if (told) {
		await pause(); // answers that are all here would make one long task
		return {
			status: 200,
			url: c.url,
			headers: "{}",
			...told,
			body: c.xml ? xmlToJSON(told.body) : told.body,
		};
	}
	const ahead = c.body ? undefined : known.ahead(c.url);
	const first = ahead && (await request(c, control, ahead));
	return first?.status === 200 ? first : request(c, control);
}

export interface Answer {
	status: number;
	url: string;
	body: string;
	headers: string;
	took: number;
}

/** Status 0 means that there was no answer. */
async function request(
	c: FetchCommand,
	control: AbortController,
	ahead?: Promise<Response>,
): Promise<Answer> {
	const began = performance.now();
	const answer: Answer = { status: 0, url: c.url, body: "", headers: "{}", took: 0 };
	const timer = setTimeout(() => control.abort(), c.timeout || defaultTimeout);
	try {
		const binary = c.to !== undefined;
		const response = await (ahead ??
			fetch(c.url, {
				method: c.body ? "POST" : "GET",
				body: c.body || undefined,
				headers: {
					...c.headers,
					...(binary ? { Range: `bytes=${c.from}-${c.to}` } : {}),
					...(c.mime ? { "Content-Type": c.mime } : {}),
				},
				credentials: c.credentials ? "include" : "same-origin",
				signal: control.signal,
			}));
		const body = c.text
			? await (await media()).subtitles(c, response)
			: binary
				? await range(response, c.from!, c.to!)
				: await response.text();
		answer.body = c.xml ? xmlToJSON(body) : body;
		answer.status = response.status;
		answer.url = response.url || c.url;
		answer.headers = JSON.stringify(Object.fromEntries(response.headers));
	} catch {
		/* status 0 says it */
	} finally {
		clearTimeout(timer);
	}
	answer.took = performance.now() - began;
	return answer;
}

/** Reads no more of an answer than was asked for: a server that ignores ranges sends the whole file. */
async function range(response: Response, from: number, to: number): Promise<string> {
	const skip = response.status === 206 ? 0 : from;
	const end = skip + to - from + 1;
	const chunks: Uint8Array[] = [];
	const reader = response.body!.getReader();
	for (let got = 0; response.ok && got < end;) {
		const { done, value } = await reader.read();
		if (done) break;
		chunks.push(value);
		got += value.length;
	}
	void reader.cancel();
	return text(chunks.length ? join(chunks).subarray(skip, end) : new Uint8Array());
}
