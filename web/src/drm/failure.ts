// What can go wrong, by the numbers of the contract (reference: player-api §4.3).

export const Code = {
	requestFilter: 1006,
	responseFilter: 1007,
	restricted: 4012,
	noSystem: 6000,
	noConfig: 6001,
	noModule: 6002,
	notAttached: 6003,
	certificate: 6004,
	noSession: 6005,
	noRequest: 6006,
	noLicense: 6007,
	rejected: 6008,
	unnamed: 6010,
	noServer: 6012,
	expired: 6014,
	fairPlayAnswer: 6015,
	fairPlayKeys: 6016,
	fairPlaySession: 6017,
} as const;

export class Failure extends Error {
	constructor(
		readonly code: number,
		message: string,
	) {
		super(message);
	}
}

/** Gives whatever a step throws the number of that step. */
export async function step<T>(code: number, what: string, f: () => T | Promise<T>): Promise<T> {
	try {
		return await f();
	} catch (error) {
		throw error instanceof Failure ? error : new Failure(code, what + ": " + String(error));
	}
}
