package transmux

import "slices"

type set struct {
	id  uint32
	nal []byte
}

// maxSets is how many parameter sets of one sort are kept.
const maxSets = 31

// keepSet keeps a parameter set; one that replaces another must stay in the samples.
func (v *pictures) keepSet(nal []byte) {
	kind, id := setAVC(nal)
	if v.hevc {
		kind, id = setHEVC(nal)
	}
	for _, s := range v.sets[kind] {
		if s.id == id {
			v.changed = v.changed || !slices.Equal(s.nal, nal)
			return
		}
	}
	if kind == 0 {
		read := readSPS
		if v.hevc {
			read = readSPSHEVC
		}
		p, ok := read(nal)
		if !ok {
			return
		}
		if v.picture == nil {
			v.picture = &p
		}
	}
	if len(v.sets[kind]) == maxSets {
		v.changed = true
		return
	}
	v.sets[kind] = append(v.sets[kind], set{id, nal})
}

// kept tells whether a NAL unit stays in its sample: parameter sets are in the sample
// entry unless they change (ISO/IEC 14496-15 §5.4.2).
func (v *pictures) kept(n span) bool {
	switch v.class(v.es[n.from:n.to]) {
	case classDelim, classFiller:
		return false
	case classSet:
		return v.changed
	}
	return true
}
