package transmux

// Layout of transport packets (ISO/IEC 13818-1 §2.4.3.2).
const (
	packetSize = 188
	syncByte   = 0x47
	pidNull    = 0x1fff
	pids       = 1 << 13
)

// steps are the distances at which packets follow one another: bare, with a time code
// before each (BDAV), and with Reed-Solomon bytes behind each (DVB).
var steps = [...]int{packetSize, 192, 204}

// syncRun is how many sync bytes in a row, as far as the data goes, make a stream.
const syncRun = 3

// findSync finds the distance of the packets and where the first of them begins. step
// is 0 where there is no transport stream.
func findSync(b []byte) (step, at int) {
	for at = 0; at+packetSize <= len(b); at++ {
		if b[at] != syncByte {
			continue
		}
		for _, step := range steps {
			if inSync(b, at, step) {
				return step, at
			}
		}
	}
	return 0, 0
}

func inSync(b []byte, at, step int) bool {
	for range syncRun {
		if at >= len(b) {
			break
		}
		if b[at] != syncByte {
			return false
		}
		at += step
	}
	return true
}

// packet is one transport packet.
type packet struct {
	pid      int
	start    bool // payload_unit_start_indicator
	broken   bool // transport_error_indicator
	jumps    bool // discontinuity_indicator
	scramble bool // transport_scrambling_control is not 0
	counter  int8 // continuity_counter
	payload  []byte
}

// read takes a packet of 188 bytes apart.
func (p *packet) read(b []byte) {
	_ = b[packetSize-1]
	p.pid = int(b[1]&0x1f)<<8 | int(b[2])
	p.start = b[1]&0x40 != 0
	p.broken = b[1]&0x80 != 0
	p.scramble = b[3]&0xc0 != 0
	p.counter = int8(b[3] & 0xf)
	p.jumps = false
	from := 4
	if b[3]&0x20 != 0 { // adaptation field, §2.4.3.4
		from += 1 + int(b[4])
		if b[4] > 0 {
			p.jumps = b[5]&0x80 != 0
		}
	}
	p.payload = nil
	if b[3]&0x10 != 0 && from < packetSize {
		p.payload = b[from:packetSize]
	}
}

// packets goes through the packets of a stream and finds its way back after damage.
type packets struct {
	b        []byte
	at, step int
}

// next gives the next packet, nil at the end.
func (r *packets) next() []byte {
	for r.at+packetSize <= len(r.b) {
		at := r.at
		if r.b[at] == syncByte {
			r.at += r.step
			return r.b[at : at+packetSize]
		}
		_, ahead := findSync(r.b[at:])
		if ahead == 0 {
			break
		}
		r.at += ahead
	}
	return nil
}
