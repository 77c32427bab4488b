// The least that must be known of fragmented MP4 before it is appended as its
// playlist says (ISO/IEC 14496-12); the engine reads the rest (player/segment).

type Found = [type: string, body: number, end: number];

function boxes(v: DataView, from: number, to: number): Found[] {
	const out: Found[] = [];
	for (let at = from; at + 8 <= to;) {
		const size = v.getUint32(at) || to - at;
		if (size < 8) break;
		out.push([name(v, at + 4), at + 8, Math.min(to, at + size)]);
		at += size;
	}
	return out;
}

const name = (v: DataView, at: number) =>
	String.fromCharCode(v.getUint8(at), v.getUint8(at + 1), v.getUint8(at + 2), v.getUint8(at + 3));

function find(v: DataView, path: string, from = 0, to = v.byteLength): Found | undefined {
	const [first, ...rest] = path.split("/");
	const hit = boxes(v, from, to).find(([type]) => type === first);
	return hit && rest.length ? find(v, rest.join("/"), hit[1], hit[2]) : hit;
}

/** How far media may be from where its playlist says, seconds. */
const slack = 0.5;

/**
 * Whether a segment holds what its type names, in the clear, and begins about
 * where it should; undefined while too little of it is there.
 */
export function fits(init: DataView, media: DataView, mime: string, start: number): boolean | undefined {
	try {
		const moov = find(init, "moov");
		const traks = moov ? boxes(init, moov[1], moov[2]).filter(([type]) => type === "trak") : [];
		const kinds = traks.map(([, from, to]) => name(init, find(init, "mdia/hdlr", from, to)![1] + 8));
		const sound = /mp4a|opus|flac|[ae]c-3/i.test(mime);
		const wanted = [...(mime.startsWith("video") ? ["vide"] : []), ...(sound ? ["soun"] : [])];
		if (kinds.sort().join() !== wanted.sort().join() || /enc[av]/.test(names(init, traks))) return false;
		const tfdt = find(media, "moof/traf/tfdt");
		const tfhd = find(media, "moof/traf/tfhd");
		if (!tfdt || !tfhd || tfdt[2] - tfdt[1] < 8) return undefined;
		const id = media.getUint32(tfhd[1] + 4);
		const own = traks.find(([, from, to]) => {
			const tkhd = find(init, "tkhd", from, to)![1];
			return init.getUint32(tkhd + (init.getUint8(tkhd) ? 20 : 12)) === id;
		});
		const mdhd = own && find(init, "mdia/mdhd", own[1], own[2])![1];
		if (mdhd === undefined) return false;
		const scale = init.getUint32(mdhd + (init.getUint8(mdhd) ? 20 : 12));
		const time = media.getUint8(tfdt[1])
			? Number(media.getBigUint64(tfdt[1] + 4))
			: media.getUint32(tfdt[1] + 4);
		return Math.abs(time / scale - start) <= slack;
	} catch {
		// cut off, or nonsense
		return undefined;
	}
}

/** The types of the sample entries. */
function names(init: DataView, traks: Found[]): string {
	return traks
		.map(([, from, to]) => name(init, find(init, "mdia/minf/stbl/stsd", from, to)![1] + 12))
		.join();
}
