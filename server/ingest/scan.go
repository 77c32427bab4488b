package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"diptych/server/confine"
	"diptych/server/limits"
)

// Times of a scan, seconds.
const (
	bucketSeconds = 10.0 // precision of where there is media at all
	jumpSeconds   = 10.0 // a transport stream's clock that goes ahead this far has begun anew, for ffmpeg,
	backSeconds   = 0.1  // or that goes back this far
)

// packets is what a look at every packet of a file tells of one track. Times are
// seconds from the beginning of the file, as ffmpeg's filters see them.
type packets struct {
	count    int // with something in them
	first    float64
	end      float64 // of the last one, by its own duration
	start    float64 // of the last one
	length   float64 // sum of durations; one counts as a second at most
	untimed  bool    // the container has no times
	spans    map[int64]*span
	motion   motion
	lag      float64 // of showing behind decoding, where both are told
	next     float64 // when the next packet is due by the clock of decoding
	nextSeen bool
}

// span is the first and the last time of a bucket that a packet begins at.
type span struct{ first, last float64 }

// scanner collects packets.
type scanner struct {
	start   float64 // of the file, by its container
	jumps   bool    // the clock may begin anew in the file
	offset  float64
	buckets int
	tracks  map[int]*packets
}

// errTooLong stops a scan.
var errTooLong = errors.New("more hours than a film may have")

// scan reads the times of all packets. What there is of a film is told by its
// packets, not by what its container says: that may be missing, wrong or a trap.
func scan(ctx context.Context, file string, start float64, format string) (map[int]*packets, error) {
	s := &scanner{start: start, tracks: map[int]*packets{}, jumps: strings.HasPrefix(format, "mpeg")}
	cmd := confine.Command(ctx, filepath.Dir(file), confine.Media, "ffprobe", "-v", "error",
		"-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,size,flags", "-of", "csv=p=0",
		"file:"+file)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaint tail
	cmd.Stderr = &complaint
	l := confine.Probe()
	l.CPU = limits.ScanTime
	if err := confine.Start(cmd, l); err != nil {
		return nil, err
	}
	read := s.read(pipe)
	if read != nil {
		_ = cmd.Process.Kill()
	}
	err = cmd.Wait()
	if read != nil && ctx.Err() == nil {
		return nil, read
	}
	return s.tracks, verdict(ctx, cmd, err, complaint.String(), l)
}

func (s *scanner) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		f := bytes.Split(lines.Bytes(), []byte(","))
		if len(f) < 6 {
			continue
		}
		if err := s.packet(f); err != nil {
			return err
		}
	}
	return lines.Err()
}

// packet takes a line: index, pts, dts, duration, size, flags.
func (s *scanner) packet(f [][]byte) error {
	index, err := strconv.Atoi(string(f[0]))
	if err != nil || bytes.IndexByte(f[5], 'D') >= 0 { // an edit list leaves it out
		return nil
	}
	p := s.tracks[index]
	if p == nil {
		p = &packets{spans: map[int64]*span{}, first: math.Inf(1), end: math.Inf(-1), start: math.Inf(-1)}
		s.tracks[index] = p
	}
	if size, _ := strconv.Atoi(string(f[4])); size == 0 {
		return nil // AVI writes nothing where a picture stays
	}
	at, length := s.time(p, f[1:4])
	p.count++
	p.length += math.Min(length, 1)
	p.first, p.start, p.end = math.Min(p.first, at), math.Max(p.start, at), math.Max(p.end, at+length)
	p.motion.add(at)
	return s.mark(p, at)
}

// time is when a packet is shown and for how long. Where the clock of a transport
// stream jumps, ffmpeg lets it run on.
func (s *scanner) time(p *packets, f [][]byte) (at, length float64) {
	length = math.Max(0, number(string(f[2])))
	decode, decodes := moment(f[1])
	show, shows := moment(f[0])
	switch {
	case !decodes && !shows:
		p.untimed = true
		decode = p.next + s.start - s.offset
		show = decode
	case !decodes:
		decode = show
	case !shows: // program streams tell it of some pictures only
		show = decode + p.lag
	default:
		p.lag = show - decode
	}
	due := decode - s.start + s.offset
	if delta := due - p.next; s.jumps && p.nextSeen && (delta > jumpSeconds || delta < -backSeconds-p.lag) {
		s.offset -= delta
		due = p.next
	}
	p.next, p.nextSeen = due+length, true
	return show - s.start + s.offset, length
}

// rebase moves the beginning of the file.
func (p *packets) rebase(by float64) {
	p.first, p.start, p.end = p.first-by, p.start-by, p.end-by
	for _, b := range p.spans {
		b.first, b.last = b.first-by, b.last-by
	}
}

func moment(b []byte) (float64, bool) {
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// mark notes that there is media at a time.
func (s *scanner) mark(p *packets, at float64) error {
	key := int64(math.Floor(at / bucketSeconds))
	b := p.spans[key]
	if b == nil {
		if s.buckets++; s.buckets > limits.SourceTracks*limits.SourceHours*360 {
			return errTooLong
		}
		b = &span{at, at}
		p.spans[key] = b
	}
	b.first, b.last = math.Min(b.first, at), math.Max(b.last, at)
	return nil
}

// merged are the spans of some tracks in the order of time.
func merged(list []*packets) []span {
	all := map[int64]span{}
	for _, p := range list {
		for key, b := range p.spans {
			have, ok := all[key]
			if !ok {
				have = *b
			}
			all[key] = span{math.Min(have.first, b.first), math.Max(have.last, b.last)}
		}
	}
	out := make([]span, 0, len(all))
	for _, b := range all {
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b span) int { return int(math.Copysign(1, a.first-b.first)) })
	return out
}
