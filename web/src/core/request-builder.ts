// KalturaPlayer.providers.RequestBuilder: one request to the API, tried again
// while the network fails (reference: player-api §4.4, §6.2).
import { loadKit } from "../kit/namespace";
import type { ApiRequest } from "../kit/requests";

export class RequestBuilder implements ApiRequest {
	service?: string;
	action?: string;
	params?: any;
	url?: string;
	method?: string;
	tag?: string;
	responseHeaders?: string[];
	readonly headers: Map<string, string>;
	/** timeout is milliseconds, 0 for none. */
	retryConfig: { async: boolean; timeout: number; maxAttempts: number } = {
		async: true,
		timeout: 0,
		maxAttempts: 4,
	};
	_attemptCounter = 1;

	constructor(headers: Map<string, string> = new Map()) {
		this.headers = headers;
	}

	getUrl(serviceUrl: string): string {
		return `${serviceUrl}/service/${this.service}${this.action ? "/action/" + this.action : ""}`;
	}

	async doHttpRequest(): Promise<any> {
		return (await loadKit()).request(this);
	}
}
