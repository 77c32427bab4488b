// core.utils.Http (reference: player-api §1.1). What asks comes with kit.js.
import type { execute, jsonp } from "../kit/http";
import { loadKit } from "../kit/namespace";

export const http = {
	protocol: location.protocol,

	/** Sends params as a body; resolves with the JSON of the answer, rejects with its text. */
	execute: async (...args: Parameters<typeof execute>): Promise<unknown> =>
		(await loadKit()).execute(...args),

	/** Asks by a script; resolves with what the callback makes of the answer. */
	jsonp: async (...args: Parameters<typeof jsonp>): Promise<unknown> => (await loadKit()).jsonp(...args),

	convertHeadersToDictionary(text: string): Record<string, string> {
		return Object.fromEntries(
			text
				.trim()
				.split(/[\r\n]+/)
				.map((line) => {
					const [name, ...rest] = line.split(": ");
					return [name!.toLowerCase(), rest.join(": ")];
				}),
		);
	},
};
