// The player's log: named loggers with levels, and one handler for all of
// them (reference: player-api §1.1, §2.3).

export interface Level {
	value: number;
	name: string;
}

const level = (value: number, name: string): Level => ({ value, name });

export const LogLevel: Record<string, Level> = {
	DEBUG: level(2, "DEBUG"),
	INFO: level(3, "INFO"),
	TIME: level(4, "TIME"),
	WARN: level(5, "WARN"),
	ERROR: level(8, "ERROR"),
	OFF: level(99, "OFF"),
	TRACE: level(1, "TRACE"),
};

interface Context {
	name: string;
	filterLevel: Level;
	level?: Level;
}
type Handler = (messages: unknown[], context: Context) => void;

const lines: string[] = []; // the newest, for player.debugInfo
const loggers = new Map<string, Logger>();
let general = LogLevel.ERROR!;
let handler = createDefaultHandler();

/** The last thousand lines. */
export const logged = (): string => lines.join("\n");

/** Writes to the console. */
export function createDefaultHandler(): Handler {
	return (messages, { name, level }) => {
		const call =
			level === LogLevel.WARN
				? "warn"
				: level === LogLevel.ERROR
					? "error"
					: level === LogLevel.INFO
						? "info"
						: level === LogLevel.TRACE
							? "trace"
							: "debug";
		console[call](`[${name}]`, ...messages);
	};
}

function said(context: Context, at: Level, messages: unknown[]): void {
	if (at.value < context.filterLevel.value) return;
	lines.push(`[${context.name}] ${at.name} ${messages.map(String).join(" ")}`);
	if (lines.length > 1000) lines.shift();
	handler(messages, { ...context, level: at });
}

export class Logger {
	readonly context: Context;
	readonly #started = new Map<string, number>();

	constructor(name: string) {
		this.context = { name, filterLevel: general };
		this.log = this.info.bind(this);
	}

	readonly log: (...m: unknown[]) => void;
	trace(...m: unknown[]): void {
		said(this.context, LogLevel.TRACE!, m);
	}
	debug(...m: unknown[]): void {
		said(this.context, LogLevel.DEBUG!, m);
	}
	info(...m: unknown[]): void {
		said(this.context, LogLevel.INFO!, m);
	}
	warn(...m: unknown[]): void {
		said(this.context, LogLevel.WARN!, m);
	}
	error(...m: unknown[]): void {
		said(this.context, LogLevel.ERROR!, m);
	}
	time(label: string): void {
		this.#started.set(label, performance.now());
	}
	timeEnd(label: string): void {
		const from = this.#started.get(label);
		if (from !== undefined)
			said(this.context, LogLevel.TIME!, [`${label}: ${(performance.now() - from).toFixed(1)} ms`]);
		this.#started.delete(label);
	}
	enabledFor(at: Level): boolean {
		return at.value >= this.context.filterLevel.value;
	}
	getLevel(): Level {
		return this.context.filterLevel;
	}
	setLevel(to: Level): void {
		if (typeof to?.value === "number") this.context.filterLevel = to;
	}
}

/** The logger of a name; always the same one. */
export function getLogger(name = ""): Logger {
	let logger = loggers.get(name);
	if (!logger) loggers.set(name, (logger = new Logger(name)));
	return logger;
}

export function getLogLevel(name?: string): Level {
	return name ? getLogger(name).getLevel() : general;
}

/** Sets the level of one logger, or of all, there and to come. */
export function setLogLevel(to: Level, name?: string): void {
	if (name) return getLogger(name).setLevel(to);
	if (typeof to?.value !== "number") return;
	general = to;
	for (const logger of loggers.values()) logger.setLevel(to);
}

export function setLogHandler(to: Handler): void {
	handler = to;
}

/** Everything goes to the console again, from a level on. */
export function useDefaults(options: { defaultLevel?: Level; formatter?: unknown } = {}): void {
	handler = createDefaultHandler();
	setLogLevel(options.defaultLevel ?? LogLevel.DEBUG!);
}

const root = getLogger("Player");

/** What core offers of a logger itself. */
export const logging = {
	...LogLevel,
	...Object.fromEntries(
		(["enabledFor", "trace", "debug", "time", "timeEnd", "info", "warn", "error", "log"] as const).map(
			(name) => [name, (root[name] as () => void).bind(root)],
		),
	),
	setHandler: setLogHandler,
	setLevel: (to: Level) => setLogLevel(to),
	getLevel: () => getLogLevel(),
	get: getLogger,
	createDefaultHandler,
	useDefaults,
	setDefaults: useDefaults,
	getLogger,
	getLogLevel,
	setLogLevel,
	setLogHandler,
	LogLevel,
};
