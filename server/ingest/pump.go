package ingest

import (
	"errors"
	"fmt"
	"io"
)

// tremble is how far sound may be from its time before it is moved, samples. A
// third of what is noticed (45 ms): containers round times, and every move is
// heard.
const tremble = sampleRate * 15 / 1000

// errEnd says that sound goes on behind the end of the film.
var errEnd = errors.New("ingest: sound behind the end")

// pump writes decoded sound to where its times say: silence where there is none,
// and nothing twice. It holds one block at a time, however long the silence is.
type pump struct {
	to       io.WriteCloser
	at       func(seconds float64) float64 // when it is played
	end      int64                         // samples: of the film
	untimed  bool                          // the file is sound without times: what comes is played in turn
	written  int64                         // samples
	samples  int64                         // of them, that came
	progress func(seconds float64)
}

var silent [64 << 10]byte

// block takes sound that begins at a time.
func (p *pump) block(ms int64, sound []byte) error {
	due := int64(p.at(float64(ms)/1000)*sampleRate + 0.5)
	sound = sound[:len(sound)/sampleSize*sampleSize]
	behind := due - p.written
	switch {
	case p.untimed:
	case behind > tremble || p.written == 0 && behind > 0:
		if err := p.silence(min(behind, p.end-p.written)); err != nil {
			return err
		}
	case behind < -tremble:
		skip := min(int64(len(sound)), -behind*sampleSize)
		sound = sound[skip:]
	}
	if room := (p.end - p.written) * sampleSize; int64(len(sound)) > room {
		sound = sound[:max(0, room)]
		if err := p.write(sound); err != nil {
			return err
		}
		return errEnd
	}
	return p.write(sound)
}

func (p *pump) write(sound []byte) error {
	if _, err := p.to.Write(sound); err != nil {
		return fmt.Errorf("hand on sound: %w", err)
	}
	n := int64(len(sound) / sampleSize)
	p.written, p.samples = p.written+n, p.samples+n
	p.progress(float64(p.written) / sampleRate)
	return nil
}

func (p *pump) silence(samples int64) error {
	for left := samples * sampleSize; left > 0; {
		n := min(left, int64(len(silent)))
		if _, err := p.to.Write(silent[:n]); err != nil {
			return fmt.Errorf("hand on silence: %w", err)
		}
		left -= n
	}
	p.written += max(0, samples)
	return nil
}
