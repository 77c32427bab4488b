package transmux

// choose takes the first stream of each sort that plays: a SourceBuffer takes one
// video and one audio track.
func (d *demuxer) choose(list []elementary) {
	for _, e := range list {
		into, kind := &d.timed, e.streamType()
		switch {
		case isVideo(kind):
			into = &d.video
		case isAudio(kind):
			into = &d.audio
		case kind != typeID3:
			if d.other == nil && kind < 0x80 && kind != typePrivate && kind != typeSections {
				d.other = streamTypeError(kind)
			}
			continue
		}
		if *into == nil {
			*into = &stream{kind: kind, pid: e.pid, last: -1}
			(*into).channels = opusChannels(e.descriptors)
			(*into).es = make([]byte, 0, int(d.counts[e.pid])*(packetSize-4))
		}
	}
}

// change follows a PMT of another version: what keeps its type may have another PID.
func (d *demuxer) change(list []elementary) {
	for _, s := range []*stream{d.video, d.audio, d.timed} {
		if s == nil {
			continue
		}
		pid := -1
		for _, e := range list {
			if e.streamType() == s.kind && (pid < 0 || e.pid == s.pid) {
				pid = e.pid
			}
		}
		if pid >= 0 && pid != s.pid {
			s.gap()
			s.pid, s.last = pid, -1
		}
	}
}
