import type { Dict } from "../objects";
import { playerTables } from "../tables";

const { Severity, Category, Code } = playerTables.errors;

/** Payload of the error event (reference: player-api §4.1). */
export class PlayerError {
	static readonly Severity = Severity;
	static readonly Category = Category;
	static readonly Code = Code;

	constructor(
		readonly severity: number,
		readonly category: number,
		readonly code: number,
		readonly data: unknown = {},
		readonly errorDetails: Dict = {},
	) {}

	/** An error that Go has told of. */
	static of(e: Dict): PlayerError {
		return new PlayerError(
			e.severity as number,
			e.category as number,
			e.code as number,
			e.data ?? {},
			(e.errorDetails ?? {}) as Dict,
		);
	}

	/** What a method throws that a subclass has to bring. */
	static notImplemented(name: string): PlayerError {
		return new PlayerError(
			Severity!.CRITICAL!,
			Category!.PLAYER!,
			Code!.RUNTIME_ERROR_METHOD_NOT_IMPLEMENTED!,
			name,
		);
	}
}
