// KalturaPlayer.providers.ResponseTypes.BaseServiceResult, which loaders of
// plugins extend while they load (reference: player-api §6.4). The other types
// are made of it in kit/response-types.ts.
import type { Dict } from "../objects";

class ServiceError {
	constructor(
		readonly code: string,
		readonly message: string,
	) {}
}

/** An answer: its data, or the API's error. */
export class BaseServiceResult {
	[key: string]: any;
	hasError = false;
	error?: ServiceError;
	data?: Dict;

	constructor(v: any) {
		const error =
			v?.objectType === "KalturaAPIException"
				? v
				: v?.error?.objectType === "KalturaAPIException"
					? v.error
					: undefined;
		this.hasError = !!error;
		if (error) this.error = new ServiceError(error.code, error.message);
		else this.data = v;
	}
}
