// The engine's small questions (API, manifests, captions): answered from what is
// known already, else by the network.
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
	const told = c.key && c.key === opening?.key ? await opening.batch() : c.body ? undefined : opening?.text(c.url);
	if (told) {
		await pause(); // answers that are all here would make one long task
		return { status: 200, url: c.url, headers: "{}", ...told, body: c.xml ? xmlToJSON(told.body) : told.body };
	}
	const ahead = c.body ? undefined : known.ahead(c.url);
	const first = ahead && (await request(c, control, ahead));
	return first?.status === 200 ? first : request(c, control);
}

export interface Answer { status: number; url: string; body: string; headers: string; took: number }

/** Status 0 means that there was no answer. */
async function request(c: FetchCommand, control: AbortController, ahead?: Promise<Response>): Promise<Answer> {
	const began = performance.now();
	const answer: Answer = { status: 0, url: c.url, body: "", headers: "{}", took: 0 };
	const timer = setTimeout(() => control.abort(), c.timeout || defaultTimeout);
	try {
		const response = await (ahead ?? fetch(c.url, {
			method: c.body ? "POST" : "GET",
			body: c.body || undefined,
			headers: { ...c.headers, ...(c.mime ? { "Content-Type": c.mime } : {}) },
			credentials: c.credentials ? "include" : "same-origin",
			signal: control.signal,
		}));
		const text = await response.text();
		answer.body = c.xml ? xmlToJSON(text) : text;
		answer.status = response.status;
		answer.url = response.url || c.url;
		answer.headers = JSON.stringify(Object.fromEntries(response.headers));
	} catch { /* status 0 says it */ } finally {
		clearTimeout(timer);
	}
	answer.took = performance.now() - began;
	return answer;
}
