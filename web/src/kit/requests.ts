// What plugins ask of the API: single requests, and batches that are made of the
// requests of several loaders (reference: player-api §4.4, §6.2, §6.3).
import type { BaseServiceResult } from "../core/service-result";
import type { Dict } from "../objects";

/** One request to the API (core/request-builder.ts). */
export interface ApiRequest {
	service?: string;
	action?: string;
	params?: any;
	url?: string;
	method?: string;
	responseHeaders?: string[];
	readonly headers: Map<string, string>;
	retryConfig: { timeout: number; maxAttempts: number };
	_attemptCounter: number;
}

/** The backend as a batch is told of it (core/providers.ts). */
export interface Backend {
	readonly env: Dict;
	readonly partnerId: number;
	readonly widgetId: string;
	readonly playerVersion: string;
	/** The API was found here. */
	moved(serviceUrl: string): void;
}

const Code = {
	BAD_STATUS: 1001,
	HTTP_ERROR: 1002,
	TIMEOUT: 1003,
	MALFORMED_URI: 1004,
	BAD_RESPONSE: 1005,
	MULTIREQUEST: 1006,
};

/** An error in the provider's own numbering. */
class ProviderError {
	constructor(
		readonly severity: number,
		readonly category: number,
		readonly code: number,
		readonly data: Dict,
	) {}
}

const failed = (code: number, data: Dict): ProviderError => new ProviderError(2, 1, code, data);

/** Puts a request, again while the network fails. */
export async function request(r: ApiRequest): Promise<any> {
	const {
		url,
		retryConfig: { timeout, maxAttempts },
	} = r;
	if (!url) throw failed(Code.MALFORMED_URI, { url });
	for (; ; r._attemptCounter++) {
		const attempt = r._attemptCounter;
		try {
			const signal = timeout ? AbortSignal.timeout(timeout) : undefined;
			const body =
				r.params === undefined || r.method === "GET"
					? undefined
					: typeof r.params === "string"
						? r.params
						: JSON.stringify(r.params);
			return await read(
				r,
				await fetch(url, { method: r.method ?? "POST", body, headers: [...r.headers], signal }),
				attempt,
			);
		} catch (error) {
			if (error instanceof ProviderError) throw error;
			if (attempt >= maxAttempts)
				throw failed((error as Error).name === "TimeoutError" ? Code.TIMEOUT : Code.HTTP_ERROR, {
					url,
					headers: [],
					attempt,
				});
		}
	}
}

async function read(r: ApiRequest, answer: Response, attempt: number): Promise<unknown> {
	const { url } = r;
	const headers = (r.responseHeaders = [...answer.headers]
		.filter(([name]) => name.startsWith("x-"))
		.map((pair) => pair.join(": ")));
	const text = await answer.text();
	if (!answer.ok) throw failed(Code.BAD_STATUS, { url, headers, attempt, status: answer.status, text });
	try {
		return JSON.parse(text);
	} catch {
		throw failed(Code.BAD_RESPONSE, { url, headers, attempt, text });
	}
}

/** What a plugin makes for its part of a batch. */
export interface Loader {
	requests: ApiRequest[];
	response: unknown;
	isValid(): boolean;
}
interface LoaderClass {
	id: string;
	disableMultirequest?: boolean;
	new (params: Dict): Loader;
}
export interface Wanted {
	loader: LoaderClass;
	params?: Dict;
}

/** The loader's own classes: plugins compare with them. */
interface Classes {
	RequestBuilder: new (headers?: Map<string, string>) => ApiRequest;
	BaseServiceResult: typeof BaseServiceResult;
}

/** Sends the requests of all loaders as one batch, but those alone that ask for it. */
export async function send(
	provider: Backend,
	list: Wanted[],
	ks: string,
	own: Classes,
): Promise<Map<string, Loader>> {
	const alone = (one: Wanted) => !!one.loader.disableMultirequest;
	const batches = [list.filter((one) => !alone(one)), ...list.filter(alone).map((one) => [one])].filter(
		(one) => one.length || !list.length,
	);
	const answers = await Promise.all(batches.map((one) => batch(provider, one, ks, own)));
	return new Map(answers.flatMap((loaders) => [...loaders]));
}

async function batch(
	provider: Backend,
	list: Wanted[],
	ks: string,
	{ RequestBuilder, BaseServiceResult }: Classes,
): Promise<Map<string, Loader>> {
	const loaders = new Map<string, Loader>(),
		requests: ApiRequest[] = [];
	const parts = new Map<Loader, [from: number, to: number]>();
	const add = (id: string, loader: Loader) => {
		const from = requests.length;
		requests.push(...loader.requests);
		loaders.set(id, loader);
		parts.set(loader, [from, requests.length]);
	};
	if (!ks)
		add(
			"session",
			new WidgetSession(
				Object.assign(new RequestBuilder(), {
					service: "session",
					action: "startWidgetSession",
					params: { widgetId: provider.widgetId },
				}),
			),
		);
	for (const { loader: Class, params } of list) {
		const loader = new Class(params ?? {});
		if (loader.isValid()) add(Class.id, loader);
	}
	const r = new RequestBuilder(new Map([["Content-Type", "application/json"]]));
	const token = ks || "{1:result:ks}";
	const numbered = requests.map(({ service, action, params }, i) => [
		i + 1,
		{ service, action, ...(service === "session" ? {} : { ks: token }), ...(params as Dict) },
	]);
	r.params = {
		...(provider.env.serviceParams as Dict),
		ks,
		clientTag: "html5:v" + provider.playerVersion,
		partnerId: provider.partnerId,
		...Object.fromEntries(numbered),
	};
	const answer = await post(provider, r);
	// An action that gives a file answers by itself, in place of the list.
	const all = Array.isArray(answer)
		? answer
		: (answer?.result ?? [...requests.slice(1).map(() => undefined), answer]);
	const results = all.map((result: unknown) => new BaseServiceResult(result)) as BaseServiceResult[];
	if (results.some((result) => result.hasError))
		throw failed(Code.MULTIREQUEST, { url: r.url, headers: r.responseHeaders, results });
	for (const [loader, [from, to]] of parts) loader.response = results.slice(from, to);
	return loaders;
}

/** Posts a batch; where no API answers it is tried below /api_v3, which is remembered. */
async function post(provider: Backend, r: ApiRequest): Promise<any> {
	const service = provider.env.serviceUrl as string;
	const to = (url: string) => {
		r.url = url + "/service/multirequest";
		r._attemptCounter = 1;
		return request(r);
	};
	try {
		return await to(service);
	} catch (error) {
		const { code, data } = error as ProviderError;
		const nobody = data.status === 404 || code === Code.HTTP_ERROR || code === Code.BAD_RESPONSE;
		if (!nobody || /\/api_v3(\/|$)/.test(service)) throw error;
		const answer = await to(service + "/api_v3").catch(() => {
			throw error;
		});
		provider.moved(service + "/api_v3");
		return answer;
	}
}

/** The anonymous session that a batch without a KS begins with. */
class WidgetSession implements Loader {
	readonly requests: ApiRequest[];
	private ks?: string;

	constructor(r: ApiRequest) {
		this.requests = [r];
	}
	set response(results: BaseServiceResult[]) {
		this.ks = results[0]?.data?.ks as string;
	}
	get response(): any {
		return { ks: this.ks };
	}
	isValid(): boolean {
		return true;
	}
}
