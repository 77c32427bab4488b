// Asks a licence server, in the words of each key system.
import { at, type Dict } from "../objects";
import { bytesOf, fromBase64, toBase64, utf8, type Bytes } from "./bytes";
import { Code, Failure, step } from "./failure";
import { clearKey, fairPlay, playReady, widevine, type Candidate, type KeySystem } from "./systems";

/** As the page's filters see it (reference: player-api §2.3). */
export interface LicenseRequest {
	url: string;
	body: BufferSource | string;
	headers: Record<string, string>;
	withCredentials?: boolean;
}
export interface LicenseResponse {
	url: string;
	originalUrl: string;
	data: BufferSource | string;
	headers: Record<string, string>;
}

/** What a request needs of its surroundings. */
export interface Desk {
	fetch: typeof fetch;
	wait(ms: number): Promise<void>;
	/** The player's config, with the session. */
	config(): Dict;
	page: string; // the address of the page
	version: string; // of the player
	signal: AbortSignal;
}

/** RequestType.LICENSE (reference: player-api §1.2). */
const licenseType = 2;
/** One try, and what is waited before the second; each further wait is twice as long. ms. */
const patience = 10_000;
const backoff = 500;
const tries = 4;

const mime: [KeySystem, string][] = [
	[clearKey, "application/json"],
	[playReady, "text/xml; charset=utf-8"],
	[widevine, "application/octet-stream"],
	[fairPlay, "text/plain"],
];

/** The licence for a message of the module. */
export async function license(d: Desk, c: Candidate, message: ArrayBuffer): Promise<Bytes> {
	const request = write(c, message, signed(c.info.licenseUrl, d));
	await filter(d, "requestFilter", Code.requestFilter, request);
	const response = await post(d, request);
	const answer: LicenseResponse = {
		url: response.url || request.url,
		originalUrl: request.url,
		data: response.data,
		headers: response.headers,
	};
	await filter(d, "responseFilter", Code.responseFilter, answer);
	const data = typeof answer.data === "string" ? utf8(answer.data) : bytesOf(answer.data);
	return c.system === fairPlay ? contentKey(data) : data;
}

/** A filter changes what it is given, or returns something in its place. */
async function filter(d: Desk, name: string, code: number, what: LicenseRequest | LicenseResponse) {
	const f = at(d.config(), "network." + name) as ((type: number, what: unknown) => unknown) | undefined;
	if (typeof f !== "function") return;
	const made = await step(code, name, () => f(licenseType, what));
	if (made && typeof made === "object") Object.assign(what, made);
}

function write({ system }: Candidate, message: ArrayBuffer, url: string): LicenseRequest {
	const type = mime.find(([s]) => s === system)![1];
	const request: LicenseRequest = { url, body: message, headers: { "Content-Type": type } };
	if (system === fairPlay) request.body = toBase64(bytesOf(message));
	if (system === playReady) unwrap(request, message);
	return request;
}

/** Some modules put challenge and headers into a document of UTF-16 (PlayReady "License Acquisition"). */
function unwrap(request: LicenseRequest, message: ArrayBuffer): void {
	const text = message.byteLength % 2 ? "" : new TextDecoder("utf-16le").decode(message);
	const challenge = /<Challenge[^>]*>([^<]*)</.exec(text);
	if (!challenge) {
		request.headers.SOAPAction = '"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquireLicense"';
		return;
	}
	request.body = fromBase64(challenge[1]!) ?? message;
	for (const [, name, v] of text.matchAll(/<name>([^<]*)<\/name>\s*<value>([^<]*)<\/value>/g))
		if (name!.toLowerCase() === "content-type") request.headers["Content-Type"] = v!;
		else request.headers[name!] = v!;
}

/** A content key context comes as it is, in base64, or in JSON with its name. */
function contentKey(data: Bytes): Bytes {
	let text = new TextDecoder().decode(data).trim();
	if (text.startsWith("{")) {
		try {
			text = String((JSON.parse(text) as { ckc?: string }).ckc ?? "");
		} catch {
			text = "";
		}
		if (!text) throw new Failure(Code.fairPlayAnswer, "the answer has no ckc");
	}
	text = text.replace(/^<ckc>|<\/ckc>$/g, "");
	return /^[\w+/=\s-]+$/.test(text) ? (fromBase64(text) ?? data) : data;
}

/** Tells a licence server of Kaltura who asks (reference: player-api §6.5). */
function signed(url: string, d: Desk): string {
	if (!["kaltura.com", "custom_data=", "signature="].every((mark) => url.includes(mark))) return url;
	const config = d.config();
	const words: [string, unknown][] = [
		["sessionId", at(config, "session.id")],
		["clientTag", "html5:v" + d.version],
		["referrer", toBase64(utf8(d.page.slice(0, 1000)))],
		["uiConfId", at(config, "session.uiConfId") ?? at(config, "provider.uiConfId")],
	];
	for (const [name, v] of words)
		if (v && !url.includes(name + "=")) url += `&${name}=${encodeURIComponent(String(v))}`;
	return url;
}

interface Answer {
	url: string;
	data: ArrayBuffer;
	headers: Record<string, string>;
}

/** Tries again what a server in trouble, or nobody, has answered. */
async function post(d: Desk, request: LicenseRequest): Promise<Answer> {
	for (let n = 1; ; n++) {
		const { answer, reason, final } = await once(d, request);
		if (answer) return answer;
		if (final || n === tries || d.signal.aborted) throw new Failure(Code.noLicense, reason);
		await d.wait(backoff * 2 ** (n - 1));
	}
}

async function once(
	d: Desk,
	r: LicenseRequest,
): Promise<{ answer?: Answer; reason: string; final?: boolean }> {
	const control = new AbortController();
	const stop = () => control.abort();
	const timer = setTimeout(stop, patience);
	d.signal.addEventListener("abort", stop);
	try {
		const response = await d.fetch(r.url, {
			method: "POST",
			body: r.body,
			headers: r.headers,
			credentials: r.withCredentials ? "include" : "same-origin",
			signal: control.signal,
		});
		const { ok, status, url } = response;
		if (!ok)
			return {
				reason: "licence server: HTTP status " + status,
				final: status < 500 && status !== 408 && status !== 429,
			};
		const data = await response.arrayBuffer();
		return { reason: "", answer: { url, data, headers: Object.fromEntries(response.headers) } };
	} catch (error) {
		return { reason: "licence server: " + String(error) };
	} finally {
		clearTimeout(timer);
		d.signal.removeEventListener("abort", stop);
	}
}
