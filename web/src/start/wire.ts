// Reads the answer to a start request (server/start/wire.go): parts with a head
// of eight bytes, handed on as their bytes come.

export const Part = { plan: 1, init: 2, media: 3, answers: 4, end: 5 } as const;

const headSize = 8;

/** Takes a piece of a part; last tells that the part is whole. */
export type OnPart = (kind: number, track: number, bytes: Uint8Array, last: boolean) => void;

export class PartReader {
	readonly #head = new Uint8Array(headSize);
	#got = 0; // bytes of the head
	#rest = 0; // bytes of the payload still to come

	constructor(private readonly onPart: OnPart) {}

	push(bytes: Uint8Array): void {
		while (bytes.length > 0) {
			if (this.#got < headSize) {
				bytes = this.#readHead(bytes);
				if (this.#got < headSize || this.#rest > 0) continue;
			}
			const piece = bytes.subarray(0, this.#rest);
			bytes = bytes.subarray(piece.length);
			this.#rest -= piece.length;
			if (this.#rest === 0) this.#got = 0;
			this.onPart(this.#head[4]!, this.#head[5]!, piece, this.#rest === 0);
		}
	}

	#readHead(bytes: Uint8Array): Uint8Array {
		const n = Math.min(headSize - this.#got, bytes.length);
		this.#head.set(bytes.subarray(0, n), this.#got);
		this.#got += n;
		if (this.#got === headSize) this.#rest = new DataView(this.#head.buffer).getUint32(0);
		return bytes.subarray(n);
	}
}
