// Runs media.wasm: in a Worker where the page allows one, on its own thread where it does not.
import { Go, scope } from "wasm_exec";

declare const __MEDIA_WASM__: string;

/** What functions of media.wasm take besides the media (wasm/media). */
export interface Options {
	init?: Uint8Array;
	method?: string;
	key?: Uint8Array;
	iv?: Uint8Array;
	/** Captions in the pictures are wanted, and go on from the last segment of this stream. */
	stream?: string;
	duration?: number;
}

type Answer = Record<string, unknown>;
type Program = (media: Uint8Array, options: Options) => Answer;
type Run = (name: string, media: Uint8Array, options: Options) => Answer | Promise<Answer>;

/** What the Worker is asked. */
interface Call {
	id: number;
	name: string;
	media: Uint8Array;
	options: Options;
}

/** How long the program may take to come: it is 430 kB. Milliseconds. */
const longest = 120_000;

/** Runs the program on this thread. */
async function program(): Promise<Run> {
	const go = new Go();
	scope.setTimeout = (f: () => void, ms: number) => void setTimeout(f, ms);
	const response = await fetch(new URL(__MEDIA_WASM__, import.meta.url), {
		signal: AbortSignal.timeout(longest),
	});
	if (!response.ok) throw new Error("media.wasm: HTTP status " + response.status);
	const { instance } = response.headers.get("Content-Type")?.startsWith("application/wasm")
		? await WebAssembly.instantiateStreaming(response, go.importObject)
		: await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
	void go.run(instance);
	return (name, media, options) => (scope[name] as Program)(media, options);
}

/** How long a Worker may take to say that it is there, milliseconds. */
const patience = 10_000;

/** Runs the program in a Worker; rejects where that is forbidden, or the Worker does not start. */
function worker(): Promise<Run> {
	const text = `import ${JSON.stringify(import.meta.url)}`;
	const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
	const waiting = new Map<number, (answer: Answer) => void>();
	return new Promise<Run>((resolve, reject) => {
		const thread = new Worker(url, { type: "module", name: "diptych media" });
		const late = setTimeout(
			() => (thread.terminate(), reject(new Error("the Worker is late"))),
			patience,
		);
		let last = 0;
		thread.onerror = () => (clearTimeout(late), reject(new Error("no Worker")));
		thread.onmessage = ({ data }: MessageEvent<{ id: number; answer: Answer; here?: boolean }>) => {
			if (data.here) return clearTimeout(late); // the program may take its time to come
			if (data.id) {
				waiting.get(data.id)?.(data.answer);
				return void waiting.delete(data.id);
			}
			clearTimeout(late);
			if (data.answer) return reject(new Error(String(data.answer.message)));
			resolve(
				(name, media, options) =>
					new Promise((done) => {
						waiting.set(++last, done);
						thread.postMessage({ id: last, name, media, options }, [media.buffer as ArrayBuffer]);
					}),
			);
		};
	}).finally(() => URL.revokeObjectURL(url));
}

/** Answers the page, in the Worker. */
export async function serve(): Promise<void> {
	const post = (message: unknown, moved: Transferable[] = []) =>
		(self as unknown as Worker).postMessage(message, moved);
	let call: Run;
	post({ id: 0, here: true });
	try {
		call = await program();
	} catch (error) {
		return post({ id: 0, answer: { message: String(error) } });
	}
	self.onmessage = async ({ data }: MessageEvent<Call>) => {
		const answer = await call(data.name, data.media, data.options);
		const moved = [answer.init, answer.media].flatMap((x) => (x instanceof Uint8Array ? [x.buffer] : []));
		post({ id: data.id, answer }, moved as ArrayBuffer[]);
	};
	post({ id: 0 });
}

let running: Promise<Run> | undefined;

/** The program, where it runs best; it is tried again when it could not be loaded. */
function caller(): Promise<Run> {
	running ??= Promise.resolve().then(worker).catch(program);
	running.catch(() => (running = undefined));
	return running;
}

/** Calls a function of the program by its name; media is gone afterwards. */
export async function run<T>(name: string, media: Uint8Array, options: Options): Promise<T> {
	return (await (
		await caller()
	)(name, media, options)) as T;
}
