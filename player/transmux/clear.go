package transmux

// clearInit writes an init segment without protection: sample entries have their
// original format, sinf and pssh are gone (ISO/IEC 14496-12 §8.12).
func clearInit(b []byte) []byte {
	return rewrite(b, nil)
}

// rewrite copies boxes; handler is the hdlr of the track that they are in.
func rewrite(b, handler []byte) []byte {
	out := make([]byte, 0, len(b))
	boxes(b, func(kind string, at, head, end int) {
		switch kind {
		case "trak":
			out = append(out, box(kind, rewrite(b[head:end], find(b[head:end], "mdia", "hdlr")))...)
		case "moov", "mdia", "minf", "stbl":
			out = append(out, box(kind, rewrite(b[head:end], handler))...)
		case "stsd":
			body := b[head:end]
			first := min(8, len(body))
			out = append(out, box(kind, body[:first], clearEntries(body[first:], handler))...)
		case "pssh":
		default:
			out = append(out, b[at:end]...)
		}
	})
	return out
}

func clearEntries(b, handler []byte) (out []byte) {
	boxes(b, func(kind string, at, head, end int) {
		entry := b[head:end]
		first := min(entryHead(kind, handler, entry), len(entry))
		original := find(entry[first:], "sinf", "frma")
		if kind != "encv" && kind != "enca" || len(original) < 4 {
			out = append(out, b[at:end]...)
			return
		}
		var inside []byte
		boxes(entry[first:], func(kind string, at, _, end int) {
			if kind != "sinf" {
				inside = append(inside, entry[first:][at:end]...)
			}
		})
		out = append(out, box(string(original[:4]), entry[:first], inside)...)
	})
	return out
}
