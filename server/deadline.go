package server

import (
	"io"
	"net/http"
	"time"

	"diptych/server/limits"
)

// patience is how long a request may take: without a byte, for a body as a whole
// beside what has come of it, and for a piece of the answer to be taken.
type patience struct{ stall, body, piece time.Duration }

var usual = patience{limits.StallTime, limits.BodyTime, limits.PieceTime}

// patient gives a request time as long as it makes progress: a body that stalls,
// or trickles, and a reader that takes nothing lose their connection.
func patient(next http.Handler, p patience) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		out := &slowReader{ResponseWriter: w, control: control, patience: p}
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(out, r) // every write moves the deadline before it writes
			return
		}
		_ = control.SetWriteDeadline(time.Time{}) // net/http may have to write before us: "100 Continue"
		in := &slowSender{ReadCloser: r.Body, control: control, patience: p, began: time.Now()}
		r.Body = in
		next.ServeHTTP(out, r)
		if !in.over { // what is left is read by nobody but net/http, for a moment
			_ = control.SetReadDeadline(time.Now().Add(time.Second))
		}
	})
}

// slowSender is a body with a deadline that moves as bytes come.
type slowSender struct {
	io.ReadCloser
	control  *http.ResponseController
	patience patience
	began    time.Time
	received int64
	over     bool
}

func (s *slowSender) Read(p []byte) (int, error) {
	_ = s.control.SetReadDeadline(s.until(time.Now())) // where it cannot be set, there is none
	n, err := s.ReadCloser.Read(p)
	s.received += int64(n)
	if err == io.EOF { //nolint:errorlint // net/http gives the very value
		s.over = true
		_ = s.control.SetReadDeadline(time.Time{}) // the connection is watched for its end from here on
	}
	return n, err
}

// until is when the next bytes have to be there: soon, and as a whole not more
// slowly than limits.SlowestBody.
func (s *slowSender) until(now time.Time) time.Time {
	soon := now.Add(s.patience.stall)
	total := s.began.Add(s.patience.body + time.Duration(s.received/limits.SlowestBody)*time.Second)
	if total.Before(soon) {
		return total
	}
	return soon
}

// slowReader is an answer that is written in pieces, each with time enough for a
// slow connection. It keeps io.ReaderFrom, which sendfile needs.
type slowReader struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience patience
}

func (s *slowReader) more() { _ = s.control.SetWriteDeadline(time.Now().Add(s.patience.piece)) }

func (s *slowReader) Write(p []byte) (int, error) {
	written := 0
	for {
		piece := p[written:min(len(p), written+limits.Piece)]
		s.more()
		n, err := s.ResponseWriter.Write(piece)
		written += n
		if err != nil || written == len(p) {
			return written, err
		}
	}
}

// ReadFrom implements io.ReaderFrom.
func (s *slowReader) ReadFrom(src io.Reader) (int64, error) {
	var written int64
	most := int64(-1)
	if limited, ok := src.(*io.LimitedReader); ok { // sendfile looks through one of these, not two
		src, most = limited.R, limited.N
		defer func() { limited.N -= written }()
	}
	for most != 0 {
		piece := int64(limits.Piece)
		if most > 0 {
			piece = min(piece, most-written)
		}
		if piece == 0 {
			break
		}
		s.more()
		n, err := io.CopyN(s.ResponseWriter, src, piece)
		written += n
		if err == io.EOF { //nolint:errorlint // CopyN gives the very value
			return written, nil
		}
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// Unwrap is for http.ResponseController.
func (s *slowReader) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Flush implements http.Flusher.
func (s *slowReader) Flush() {
	s.more()
	_ = s.control.Flush()
}
