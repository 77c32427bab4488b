package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"diptych/server/blob"
	"diptych/server/packager"
)

// Names of the pieces of a rendition. What other packagers add to name tracks
// says nothing here: a rendition is one track (reference: backend-api §4.2).
var (
	segmentName  = regexp.MustCompile(`^(?:seg|fragment)-(\d{1,7})(?:-[fvax]\d+)*\.m4s$`)
	playlistName = regexp.MustCompile(`^index(?:-[fva]\d+)*\.m3u8$`)
	initName     = regexp.MustCompile(`^init(?:-[fva]\d+)*\.mp4$`)
)

// serveFlavor gives out the pieces of a rendition: playlist, init segment,
// segments, or the whole as one MP4 file.
func (d *Delivery) serveFlavor(w http.ResponseWriter, q *request) error {
	e, err := d.entry(q)
	if err != nil {
		return err
	}
	if err := d.permitted(q, e); err != nil {
		return err
	}
	m, err := d.media(q.Context(), e)
	if err != nil {
		return err
	}
	if m, err = d.clipped(q, e, m); err != nil {
		return err
	}
	t := m.Find(q.keys["flavorId"])
	if t == nil || q.verb != "serveFlavor" {
		return d.original(w, q, e)
	}
	if scheme := q.keys["protection"]; scheme != "" {
		p := d.protection(e.ID, scheme)
		if p == nil {
			return fileNotFound
		}
		cut := *m
		cut.Protect, m = p, &cut
	}
	return d.servePiece(w, q, m, t)
}

// servePiece sends what a request calls by its name.
func (d *Delivery) servePiece(w http.ResponseWriter, q *request, m *packager.Media,
	t *packager.StoredTrack) error {
	switch {
	case strings.HasSuffix(q.file, ".m4s"):
		return d.segment(w, q, m, t)
	case m.Protect != nil && q.file == packager.KeyFile:
		return d.key(w, q, m.Protect)
	case m.Protect != nil && initName.MatchString(q.file):
		return d.encrypted(w, q, t, m.Protect, -1)
	case playlistName.MatchString(q.file):
		return d.playlist(w, q, m, t, m.Playlist)
	case q.file == packager.KeyFrames:
		return d.playlist(w, q, m, t, m.KeyPlaylist)
	case initName.MatchString(q.file):
		return d.trackRange(w, q, t, "video/mp4", 0, t.Index.InitSize)
	case q.file == packager.VolumeName:
		return d.volume(w, q, m)
	case q.file == "" && m.Protect == nil:
		return d.progressive(w, q, m, t)
	}
	return fileNotFound
}

// segment sends the segment whose number a name holds.
func (d *Delivery) segment(w http.ResponseWriter, q *request, m *packager.Media, t *packager.StoredTrack) error {
	match := segmentName.FindStringSubmatch(q.file)
	if match == nil {
		return fileNotFound
	}
	n, _ := strconv.Atoi(match[1])
	if n < 1 || n > len(t.Index.Segments) {
		return fileNotFound
	}
	s := t.Index.Segments[n-1]
	if m.Protect != nil {
		return d.encrypted(w, q, t, m.Protect, n-1)
	}
	if t.Shift != 0 {
		return d.rebased(w, q, t, s)
	}
	return d.trackRange(w, q, t, "video/iso.segment", s.Offset, s.Size)
}

func (d *Delivery) playlist(w http.ResponseWriter, q *request, m *packager.Media, t *packager.StoredTrack,
	write func(*packager.StoredTrack) (string, error)) error {
	scheme := ""
	if m.Protect != nil {
		scheme = m.Protect.Scheme
	}
	key := fmt.Sprintf("%s %d %d %t %s", t.BlobKey, t.Shift, t.Duration, q.file == packager.KeyFrames, scheme)
	text, err := d.memory().responses.Get(q.Context(), key, func(context.Context) ([]byte, error) {
		text, err := write(t)
		return []byte(text), err
	})
	if errors.Is(err, packager.ErrIndex) {
		return fileNotFound
	}
	if err != nil {
		return err
	}
	return d.manifest(w, q, "application/x-mpegurl", text)
}

// volume sends how loud the sound is when.
func (d *Delivery) volume(w http.ResponseWriter, q *request, m *packager.Media) error {
	for i := range m.Audio {
		file, size, err := d.Blobs.Open(q.Context(), packager.VolumeKey(m.Audio[i].BlobKey))
		if errors.Is(err, blob.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		defer file.Close()
		setImmutable(w, q, &m.Audio[i], "text/csv; charset=utf-8")
		return d.send(w, q, size, rangeOf(file))
	}
	return fileNotFound
}

// trackRange sends a range of a stored file.
func (d *Delivery) trackRange(w http.ResponseWriter, q *request, t *packager.StoredTrack, kind string, offset,
	size int64) error {
	file, err := d.stored(q, t)
	if err != nil {
		return err
	}
	defer file.Close()
	setImmutable(w, q, t, kind)
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%d"`, t.ID, offset))
	return d.send(w, q, size, func(w io.Writer, from, n int64) error {
		if _, err := file.Seek(offset+from, io.SeekStart); err != nil {
			return err
		}
		// A LimitedReader over *os.File lets the response use sendfile.
		_, err := io.CopyN(w, file, n)
		return err
	})
}

// rebased sends a segment with the times of its clip.
func (d *Delivery) rebased(w http.ResponseWriter, q *request, t *packager.StoredTrack,
	s packager.Segment) error {
	file, err := d.stored(q, t)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := segment(file, t, s)
	if err != nil {
		return err
	}
	setImmutable(w, q, t, "video/iso.segment")
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%d-%d-%d"`, t.ID, s.Offset, s.Size, t.Shift))
	return d.send(w, q, s.Size, rangeOf(bytes.NewReader(text)))
}

// segment reads a segment into memory, with the times of its clip.
func segment(file io.ReadSeeker, t *packager.StoredTrack, s packager.Segment) ([]byte, error) {
	text, err := bytesAt(file, s.Offset, s.Size)
	if err != nil || t.Shift == 0 {
		return text, err
	}
	return text, t.Rebase(text, s)
}

// bytesAt reads some bytes of a stored file.
func bytesAt(file io.ReadSeeker, offset, size int64) ([]byte, error) {
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return nil, fmt.Errorf("find a piece: %w", err)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(file, text); err != nil {
		return nil, fmt.Errorf("read a piece: %w", err)
	}
	return text, nil
}

// stored opens the file of a track.
func (d *Delivery) stored(q *request, t *packager.StoredTrack) (io.ReadSeekCloser, error) {
	file, _, err := d.Blobs.Open(q.Context(), t.BlobKey)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, fileNotFound
	}
	return file, err
}

// setImmutable lets caches keep a segment for ever: its URL holds the entry's version.
func setImmutable(w http.ResponseWriter, q *request, t *packager.StoredTrack, kind string) {
	if t.Kind == "audio" {
		kind = strings.Replace(kind, "video/mp4", "audio/mp4", 1)
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	// what one session has opened is for nobody else
	if q.keys["ks"] != "" || q.Header.Get("X-Kaltura-Ks") != "" {
		w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	}
}

// send answers GET and HEAD with one byte range or the whole (RFC 9110 §14).
func (d *Delivery) send(w http.ResponseWriter, q *request, size int64,
	copyRange func(w io.Writer, from, n int64) error) error {
	h := w.Header()
	h.Set("Accept-Ranges", "bytes")
	if noneMatch(q.Header.Get("If-None-Match"), h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	requested := q.Header.Get("Range")
	if tag := q.Header.Get("If-Range"); tag != "" && tag != h.Get("ETag") {
		requested = "" // the rest of another file than the client has
	}
	from, n, status := byteRange(requested, size)
	if status == http.StatusRequestedRangeNotSatisfiable {
		h.Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		h.Del("Cache-Control")
		w.WriteHeader(status)
		return nil
	}
	if status == http.StatusPartialContent {
		h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, from+n-1, size))
	}
	h.Set("Content-Length", strconv.FormatInt(n, 10))
	w.WriteHeader(status)
	if q.Method == http.MethodHead {
		return nil
	}
	if err := copyRange(w, from, n); err != nil {
		d.Log.Debug("sending stopped", "path", q.URL.Path, "error", err)
	}
	return nil
}

// noneMatch tells whether one of the tags that a client has is the one of what it
// asks for; proxies that compress make tags weak (RFC 9110 §13.1.2).
func noneMatch(header, tag string) bool {
	for _, have := range strings.Split(header, ",") {
		have = strings.TrimPrefix(strings.TrimSpace(have), "W/")
		if have == "*" || have != "" && have == tag {
			return true
		}
	}
	return false
}

// byteRange reads a Range header with one range; anything else means the whole.
func byteRange(header string, size int64) (from, n int64, status int) {
	spec, ok := strings.CutPrefix(header, "bytes=")
	first, last, ok2 := strings.Cut(spec, "-")
	if !ok || !ok2 || strings.Contains(spec, ",") {
		return 0, size, http.StatusOK
	}
	a, errA := strconv.ParseInt(strings.TrimSpace(first), 10, 64)
	b, errB := strconv.ParseInt(strings.TrimSpace(last), 10, 64)
	switch {
	case first == "" && errB == nil && b > 0: // the last b bytes
		a, b = max(0, size-b), size-1
	case errA != nil || a < 0 || last != "" && (errB != nil || b < a):
		return 0, size, http.StatusOK
	case last == "":
		b = size - 1
	}
	if a >= size {
		return 0, 0, http.StatusRequestedRangeNotSatisfiable
	}
	b = min(b, size-1)
	return a, b - a + 1, http.StatusPartialContent
}
