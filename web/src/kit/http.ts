// What core.utils.Http does (reference: player-api §1.1).

let lastCallback = 0;

/** Sends params as a body; resolves with the JSON of the answer, rejects with its text. */
export async function execute(
	url: string,
	params: unknown,
	method = "POST",
	headers?: Map<string, string>,
): Promise<unknown> {
	const body =
		method === "GET" || params === undefined
			? undefined
			: typeof params === "string"
				? params
				: JSON.stringify(params);
	const r = await fetch(url, { method, body, headers: headers && Object.fromEntries(headers) });
	const text = await r.text();
	if (!r.ok) throw text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Asks by a script; resolves with what the callback makes of the answer. */
export function jsonp(
	url: string,
	callback: (data: unknown, url: string) => unknown,
	options: { timeout?: number } = {},
): Promise<unknown> {
	const name = "kalturaJsonp" + ++lastCallback,
		page = window as unknown as Record<string, unknown>;
	const script = document.createElement("script");
	const end = () => {
		delete page[name];
		script.remove();
	};
	return new Promise((resolve, reject) => {
		const timer = options.timeout
			? setTimeout(() => (end(), reject(new Error("jsonp timeout"))), options.timeout)
			: undefined;
		page[name] = (data: unknown) => {
			clearTimeout(timer);
			end();
			resolve(callback(data, url));
		};
		script.onerror = () => (clearTimeout(timer), end(), reject(new Error("jsonp failed")));
		script.src = url + (url.includes("?") ? "&" : "?") + "responseFormat=jsonp&callback=" + name;
		document.head.append(script);
	});
}
