// KalturaPlayer.providers.RequestBuilder: one request to the API, tried again
// while the network fails (reference: player-api §4.4, §6.2).
import type { Dict } from "../objects";

const Code = { BAD_STATUS: 1001, HTTP_ERROR: 1002, TIMEOUT: 1003, MALFORMED_URI: 1004, BAD_RESPONSE: 1005 };

/** An error in the provider's own numbering. */
export class ProviderError {
	constructor(readonly severity: number, readonly category: number, readonly code: number, readonly data: Dict) {}
}

export class RequestBuilder {
	service?: string;
	action?: string;
	params?: any;
	url?: string;
	method?: string;
	tag?: string;
	responseHeaders?: string[];
	readonly headers: Map<string, string>;
	/** timeout is milliseconds, 0 for none. */
	retryConfig: { async: boolean; timeout: number; maxAttempts: number } = { async: true, timeout: 0, maxAttempts: 4 };
	private _attemptCounter = 1;

	constructor(headers: Map<string, string> = new Map()) { this.headers = headers; }

	getUrl(serviceUrl: string): string { return `${serviceUrl}/service/${this.service}${this.action ? "/action/" + this.action : ""}`; }

	async doHttpRequest(): Promise<any> {
		const { url, retryConfig: { timeout, maxAttempts } } = this;
		if (!url) throw failed(Code.MALFORMED_URI, { url });
		for (; ; this._attemptCounter++) {
			const attempt = this._attemptCounter;
			try {
				const signal = timeout ? AbortSignal.timeout(timeout) : undefined;
				const body = this.params === undefined || this.method === "GET" ? undefined : typeof this.params === "string" ? this.params : JSON.stringify(this.params);
				return await this.read(await fetch(url, { method: this.method ?? "POST", body, headers: [...this.headers], signal }), attempt);
			} catch (error) {
				if (error instanceof ProviderError) throw error;
				if (attempt >= maxAttempts) throw failed((error as Error).name === "TimeoutError" ? Code.TIMEOUT : Code.HTTP_ERROR, { url, headers: [], attempt });
			}
		}
	}

	private async read(r: Response, attempt: number): Promise<unknown> {
		const { url } = this;
		const headers = (this.responseHeaders = [...r.headers].filter(([name]) => name.startsWith("x-")).map((pair) => pair.join(": ")));
		const text = await r.text();
		if (!r.ok) throw failed(Code.BAD_STATUS, { url, headers, attempt, status: r.status, text });
		try {
			return JSON.parse(text);
		} catch {
			throw failed(Code.BAD_RESPONSE, { url, headers, attempt, text });
		}
	}
}

const failed = (code: number, data: Dict): ProviderError => new ProviderError(2, 1, code, data);
