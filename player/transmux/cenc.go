package transmux

// unseal decrypts the samples of a track fragment in place (ISO/IEC 23001-7 §9, §10).
func (p *part) unseal(media []byte, key *sealed) error {
	aux, err := p.auxiliary(media)
	if err != nil {
		return err
	}
	p.eachSample(media, func(data []byte, _ int64) bool {
		iv := p.iv
		if p.ivSize > 0 {
			iv = aux.take(p.ivSize)
		}
		if iv == nil {
			err = ErrTruncated
			return false
		}
		if !aux.subsamples() {
			p.unsealSample(key, iv, [][]byte{data})
			return true
		}
		ranges, ok := aux.ranges(data)
		if !ok {
			err = ErrTruncated
			return false
		}
		p.unsealSample(key, iv, ranges)
		return true
	})
	return err
}

// unsealSample decrypts the protected ranges of a sample. Counter mode and cbc1 go on
// from one to the next, cbcs begins anew in each (§10.4).
func (p *part) unsealSample(key *sealed, iv []byte, ranges [][]byte) {
	if p.scheme == "cenc" || p.scheme == "cens" {
		c := counter{cipher: key.cipher, next: ivOf(iv), used: blockSize}
		for _, b := range ranges {
			p.pattern(b, c.xor)
		}
		return
	}
	chain := ivOf(iv)
	for _, b := range ranges {
		if p.scheme == "cbcs" {
			chain = ivOf(iv)
		}
		p.pattern(b, func(b []byte) { chain = key.cbc(b, chain) })
	}
}

// pattern gives f what of a range is encrypted: all of it, or of every crypt + skip
// blocks the first crypt ones (§9.6).
func (p *part) pattern(b []byte, f func([]byte)) {
	if p.crypt == 0 || p.skip == 0 {
		f(b)
		return
	}
	for len(b) >= blockSize {
		n := min(p.crypt*blockSize, len(b)/blockSize*blockSize)
		f(b[:n])
		b = from(b, n+p.skip*blockSize)
	}
}

// auxInfo are the IVs and subsamples of a track fragment, in the order of its samples:
// a senc box, or what saiz and saio lead to.
type auxInfo struct {
	b     []byte
	sub   bool   // a senc with subsamples
	sizes []byte // of saiz: bytes of each entry
	size  int    // or of all of them
	iv    int
}

func (p *part) auxiliary(media []byte) (*auxInfo, error) {
	a := &auxInfo{iv: p.ivSize}
	if senc := p.senc(); senc != nil {
		a.b, a.sub = from(senc, 8), u32(senc, 0)&2 != 0
		return a, nil
	}
	sizes, offsets := find(p.box, "saiz"), find(p.box, "saio")
	if sizes == nil || offsets == nil {
		if p.ivSize > 0 {
			return nil, ErrTruncated
		}
		return a, nil
	}
	sizes, offsets = from(sizes, 4+int(u32(sizes, 0)&1)*8), offsets[min(len(offsets), int(u32(offsets, 0)&1)*8):]
	place := int64(u32(offsets, 8))
	if u8(find(p.box, "saio"), 0) == 1 {
		place = int64(u64(offsets, 8))
	}
	if place += int64(p.base); place < 0 || place > int64(len(media)) {
		return nil, ErrTruncated
	}
	a.b, a.size, a.sizes = media[place:], int(u8(sizes, 0)), from(sizes, 5)
	return a, nil
}

// piff is the type of a uuid box that is a senc by another name (PIFF 1.1 §5.3.2).
const piff = "\xa2\x39\x4f\x52\x5a\x9b\x4f\x14\xa2\x44\x6c\x42\x7c\x64\x8d\xf4"

func (p *part) senc() (body []byte) {
	boxes(p.box, func(kind string, _, head, end int) {
		b := p.box[head:end]
		if kind == "senc" {
			body = b
		} else if kind == "uuid" && body == nil && len(b) >= 16 && string(b[:16]) == piff {
			body = b[16:]
		}
	})
	return body
}

// subsamples tells whether the next sample has them, and goes to the one after.
func (a *auxInfo) subsamples() bool {
	size := a.size
	if size == 0 && len(a.sizes) > 0 {
		size, a.sizes = int(a.sizes[0]), a.sizes[1:]
	}
	return a.sub || size > a.iv
}

func (a *auxInfo) take(n int) []byte {
	if n > len(a.b) {
		return nil
	}
	b := a.b[:n]
	a.b = a.b[n:]
	return b
}

// ranges are the protected bytes of a sample.
func (a *auxInfo) ranges(data []byte) (list [][]byte, ok bool) {
	count := a.take(2)
	if count == nil {
		return nil, false
	}
	for range int(count[0])<<8 | int(count[1]) {
		e := a.take(6)
		if e == nil {
			return nil, false
		}
		clear, sealed := int(e[0])<<8|int(e[1]), int64(load(e[2:]))
		if int64(clear)+sealed > int64(len(data)) {
			return nil, false
		}
		if sealed > 0 {
			list = append(list, data[clear:clear+int(sealed)])
		}
		data = data[clear+int(sealed):]
	}
	return list, true
}
