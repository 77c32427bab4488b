package transmux

// demuxer takes a transport stream apart: one pass finds the program and counts the
// packets of every PID, a second one joins the payloads of what is played.
type demuxer struct {
	pat      section
	tables   []section // of programs
	programs []program
	counts   [pids]uint32
	clock    clock
	video    *stream
	audio    *stream
	timed    *stream // ID3 in PES packets
	other    error   // what is not supported
	cut      bool    // the segment ends within a packet
}

// demux gives the streams of the first program that plays.
func demux(b []byte, at, step int) (*demuxer, error) {
	d := &demuxer{}
	d.survey(packets{b, at, step})
	chosen := -1
	for i := range d.programs {
		d.timed = nil
		if d.choose(d.programs[i].streams); d.video != nil || d.audio != nil {
			chosen = i
			break
		}
	}
	if chosen < 0 {
		if d.other != nil {
			return nil, d.other
		}
		return nil, ErrNoStreams
	}
	d.programs, d.tables = d.programs[chosen:chosen+1], make([]section, 1)
	d.join(packets{b, at, step})
	return d, nil
}

// survey finds programs and counts packets.
func (d *demuxer) survey(r packets) {
	var p packet
	for b := r.next(); b != nil; b = r.next() {
		pid := int(b[1]&0x1f)<<8 | int(b[2])
		d.counts[pid]++
		if pid != 0 && !d.isTable(pid) {
			continue
		}
		p.read(b)
		if pid == 0 {
			d.pat.feed(&p, func(s []byte) {
				if s[0] == tablePAT && s[5]&1 == 1 && len(d.programs) == 0 {
					d.programs = readPAT(s)
					d.tables = make([]section, len(d.programs))
				}
			})
		}
		d.feedTables(&p, func(x *program, s []byte) {
			if x.seen == nil {
				x.readPMT(s)
			}
		})
	}
	d.cut = r.at < len(r.b)
}

func (d *demuxer) isTable(pid int) bool {
	for i := range d.programs {
		if d.programs[i].pmt == pid {
			return true
		}
	}
	return false
}

func (d *demuxer) feedTables(p *packet, f func(*program, []byte)) {
	for i := range d.programs {
		if d.programs[i].pmt == p.pid {
			d.tables[i].feed(p, func(s []byte) { f(&d.programs[i], s) })
		}
	}
}

// join fills the streams.
func (d *demuxer) join(r packets) {
	var p packet
	table := d.programs[0].pmt
	for b := r.next(); b != nil; b = r.next() {
		s := d.of(int(b[1]&0x1f)<<8 | int(b[2]))
		if s == nil && int(b[1]&0x1f)<<8|int(b[2]) != table {
			continue
		}
		switch p.read(b); {
		case s == nil:
			d.feedTables(&p, func(x *program, b []byte) {
				if x.readPMT(b) {
					d.change(x.streams)
				}
			})
		case p.payload != nil && !p.scramble:
			s.take(&p, &d.clock)
		case p.jumps:
			s.last = -1
		}
	}
	for _, s := range []*stream{d.video, d.audio, d.timed} {
		if s != nil {
			s.end(d.cut)
		}
	}
}

func (d *demuxer) of(pid int) *stream {
	switch {
	case d.video != nil && d.video.pid == pid:
		return d.video
	case d.audio != nil && d.audio.pid == pid:
		return d.audio
	case d.timed != nil && d.timed.pid == pid:
		return d.timed
	}
	return nil
}
