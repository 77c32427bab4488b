package stream_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
	"diptych/player/value"
)

// asked notes requests on their way to a carrier.
type asked struct {
	stream.Carrier
	f func(stream.Request)
}

func (c asked) Fetch(r stream.Request) { c.f(r); c.Carrier.Fetch(r) }

// TestCMCD: each request says what it is of, where that is wanted.
func TestCMCD(t *testing.T) {
	run := func(c *stream.CMCD, f func(stream.Request)) {
		w, l := playertest.NewWorld(), &listener{}
		w.HLS(30, 400_000, 800_000)
		w.Speed = constant(4_000_000)
		d := deps(w)
		d.Carrier = asked{w, f}
		e := stream.New(d, stream.Config{ABR: true, CMCD: c}, l)
		w.Record = e.OnRecord
		e.Load("http://x/main.m3u8", stream.HLS, 0)
		e.Start()
		w.Run(20)
	}
	run(nil, func(r stream.Request) {
		if r.CMCD != nil {
			t.Fatalf("told unasked: %s", value.JSON(r.CMCD))
		}
	})
	n := map[stream.Kind]int{}
	run(&stream.CMCD{Session: "s-1", Content: "film"}, func(r stream.Request) {
		n[r.Kind]++
		said := value.Object(playertest.Read(r.CMCD))
		want := map[string]any{"sf": "h", "st": "v", "sid": "s-1", "cid": "film", "ot": "v", "tb": 800.0}
		if r.Kind == stream.Audio {
			want["ot"], want["tb"] = "a", said["br"]
		}
		for key, x := range want {
			if said[key] != x {
				t.Errorf("%s %d: %s is %v, want %v", r.Kind, n[r.Kind], key, said[key], x)
			}
		}
		if mtp := value.Num(said, "mtp"); n[r.Kind] > 3 && (mtp < 2000 || mtp > 5000) {
			t.Errorf("%s %d: %v kbit/s on a link of 4000", r.Kind, n[r.Kind], mtp)
		}
	})
	if n[stream.Video] < 10 || n[stream.Audio] < 10 {
		t.Errorf("requests: %v", n)
	}
}
