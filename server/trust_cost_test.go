package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// cost is what a process has used.
type cost struct {
	memory, disk int64 // bytes
	cpu          time.Duration
}

// used reads what the server has used so far; memory is the most it has held.
func (m *mortal) used() cost {
	m.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", m.cmd.Process.Pid))
	if err != nil {
		m.t.Fatal(err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return cost{memory: m.peak(), disk: m.kept(), cpu: time.Duration(user+system) * 10 * time.Millisecond}
}

// kept is how many bytes lie in the data folder, the database left out.
func (m *mortal) kept() int64 {
	var sum int64
	_ = filepath.WalkDir(m.data, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(path, "diptych.db") {
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

// zeroed makes the peak of memory what is held now.
func (m *mortal) zeroed() {
	m.t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", m.cmd.Process.Pid), []byte("5"),
		0o600); err != nil {
		m.t.Fatal(err)
	}
}

// costs runs what a stranger may send and holds it against a budget.
func (m *mortal) costs(what string, most cost, f func()) {
	m.t.Helper()
	m.zeroed()
	before, began := m.used(), time.Now()
	stop := make(chan struct{})
	fullest := make(chan int64)
	go func() {
		var n int64
		for {
			select {
			case <-stop:
				fullest <- n
				return
			case <-time.After(20 * time.Millisecond):
				n = max(n, m.kept())
			}
		}
	}()
	f()
	close(stop)
	after := m.used()
	got := cost{after.memory - before.memory, max(<-fullest, after.disk) - before.disk, after.cpu - before.cpu}
	m.t.Logf("%-32s %6.2f s of processor, %4d MB of memory, %4d MB of disk, %5.1f s", what, got.cpu.Seconds(),
		got.memory>>20, got.disk>>20, time.Since(began).Seconds())
	if got.memory > most.memory || got.disk > most.disk || got.cpu > most.cpu {
		m.t.Errorf("%s is too dear: %+v, at most %+v", what, got, most)
	}
	if r, err := http.Get("http://" + m.address + "/healthz"); err != nil || r.StatusCode != http.StatusOK {
		m.t.Errorf("after %s the server is not well: %v", what, err)
	}
}

const mega = 1 << 20

// sent posts a body that is made as it is read; the answer's length, and its
// status, 0 where the connection was cut.
func (m *mortal) sent(path, kind string, body io.Reader) (status int, length int64) {
	r, err := http.Post("http://"+m.address+path, kind, body)
	if err != nil {
		return 0, 0
	}
	defer r.Body.Close()
	n, _ := io.Copy(io.Discard, r.Body)
	return r.StatusCode, n
}

// parts is a multipart body: fields, and a file of a size at its end.
func parts(fields [][2]string, field string, size int64) (kind string, body io.Reader) {
	const boundary = "---------------------------boundary"
	var head bytes.Buffer
	for _, f := range fields {
		fmt.Fprintf(&head, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, f[0], f[1])
	}
	list := []io.Reader{&head}
	if field != "" {
		fmt.Fprintf(&head, "--%s\r\nContent-Disposition: form-data; name=%q; filename=\"x.mp4\"\r\n\r\n",
			boundary, field)
		list = append(list, io.LimitReader(zeros{}, size))
	}
	list = append(list, strings.NewReader("\r\n--"+boundary+"--\r\n"))
	return "multipart/form-data; boundary=" + boundary, io.MultiReader(list...)
}

// TestStrangersCost: the worst that somebody without a session can send to the
// API is cheap: in memory, disk and processor, and the server stays well.
func TestStrangersCost(t *testing.T) {
	m := newMortal(t)
	limit := cost{memory: 64 * mega, disk: 17 * mega, cpu: 700 * time.Millisecond}
	const ping = "/api_v3/service/system/action/ping"

	m.costs("a batch that repeats a long ks", limit, func() {
		q := map[string]any{"ks": strings.Repeat("A", 200_000), "format": 1}
		for i := range 500 {
			q[strconv.Itoa(i)] = map[string]any{"service": "baseEntry", "action": "get", "entryId": "x"}
		}
		text, _ := json.Marshal(q)
		if _, n := m.sent("/api_v3/service/multirequest", "application/json",
			bytes.NewReader(text)); n > 2*mega {
			t.Errorf("answered with %d bytes", n)
		}
	})
	m.costs("a batch of five thousand", limit, func() {
		var b strings.Builder
		for i := range 5000 {
			fmt.Fprintf(&b, "%d:service=system&%d:action=getTime&", i, i)
		}
		m.sent("/api_v3/service/multirequest", "application/x-www-form-urlencoded",
			strings.NewReader(b.String()))
	})
	m.costs("thirty fields of nine megabytes", limit, func() {
		var fields [][2]string
		for i := range 30 {
			fields = append(fields, [2]string{fmt.Sprint("f", i), strings.Repeat("x", 9*mega)})
		}
		kind, body := parts(fields, "", 0)
		m.sent(ping, kind, body)
	})
	runtime.GC()
	m.costs("a file for nothing", limit, func() {
		kind, body := parts(nil, "fileData", 200*mega)
		m.sent(ping, kind, body)
	})
	m.costs("a file without a session", limit, func() {
		kind, body := parts(nil, "fileData", 200*mega)
		m.sent("/api_v3/service/uploadToken/action/upload", kind, body)
	})
	m.costs("a file that nobody takes, with one", limit, func() {
		kind, body := parts([][2]string{{"ks", m.ks}}, "fileData", 200*mega)
		m.sent(ping, kind, body)
	})
	m.costs("forty early files at once", cost{limit.memory, 260 * mega, 6 * time.Second}, func() {
		done := make(chan bool)
		for range 40 {
			go func() {
				kind, body := parts(nil, "fileData", 20*mega)
				m.sent("/api_v3/service/uploadToken/action/upload", kind, body)
				done <- true
			}()
		}
		for range 40 {
			<-done
		}
	})
	for name, text := range map[string]string{
		"a key of brackets":       strings.Repeat("[", 9*mega) + "=1",
		"a key of colons":         strings.Repeat(":", 9*mega) + "=1",
		"a short key of brackets": strings.Repeat("[", mega-10) + "=1",
		"many keys":               strings.Repeat("a=1&", 250_000),
		"much text":               "a=" + strings.Repeat("%41", 3*mega),
	} {
		m.costs(name, limit, func() {
			m.sent(ping, "application/x-www-form-urlencoded",
				strings.NewReader(text))
		})
	}
	for name, text := range map[string]string{
		"an array of zeros":    `{"a":[` + strings.Repeat("0,", 4_500_000) + "0]}",
		"a shorter one":        `{"a":[` + strings.Repeat("0,", 500_000) + "0]}",
		"deep arrays":          `{"a":` + strings.Repeat("[", 500_000) + "}",
		"deep objects":         strings.Repeat(`{"a":`, 180_000),
		"a number without end": `{"a":` + strings.Repeat("9", mega-10) + "}",
	} {
		m.costs(name, limit, func() { m.sent(ping, "application/json", strings.NewReader(text)) })
	}
	m.costs("two thousand aborted requests", cost{limit.memory, limit.disk, 3 * time.Second}, func() {
		for range 2000 {
			if conn, err := net.Dial("tcp", m.address); err == nil {
				_, _ = io.WriteString(conn, "POST "+ping+" HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na")
				_ = conn.Close()
			}
		}
	})
	if m.kept() > mega {
		t.Errorf("%d bytes of strangers stay on the disk", m.kept())
	}
}

// TestUploadsAreBounded: what an upload claims of itself takes no room.
func TestUploadsAreBounded(t *testing.T) {
	c := newClient(t)
	user := c.as("alice", "")
	token := user.ok("uploadToken", "add", url.Values{"uploadToken[fileSize]": {"100"},
		"uploadToken[autoFinalize]": {"1"}}).str("id")
	user.chunk(token, []byte("x"), beginning)
	for _, at := range []string{"8e12", "100", "1e18", "9223372036854775807", "-5"} {
		user.chunk(token, []byte("x"), url.Values{"resume": {"1"}, "resumeAt": {at},
			"finalChunk": {"0"}}).failed(t, "at "+at, "UPLOAD_ERROR")
	}
	for _, size := range []string{"1e18", "-1", "99999999999999999999"} {
		if a := user.call("uploadToken", "add", url.Values{"uploadToken[fileSize]": {size}}); a.str(
			"code") == "" {
			t.Errorf("a file of %s bytes is begun", size)
		}
	}
	for _, length := range []string{"4611686018427387904", "70000000000000"} {
		if a := c.knock("POST", c.site()+"/tus/", c.ks, map[string]string{"Upload-Length": length},
			nil); a.StatusCode/100 != 4 && a.StatusCode != http.StatusInsufficientStorage {
			t.Errorf("tus, %s bytes: %d", length, a.StatusCode)
		}
	}
}

// TestHugePages: no page number is a fault of the server.
func TestHugePages(t *testing.T) {
	c := newClient(t)
	list := c.ok("playlist", "add", url.Values{"playlist[playlistType]": {"3"}, "playlist[name]": {"x"},
		"playlist[playlistContent]": {c.published(c.draft())}}).str("id")
	for _, action := range []string{"flavorParams.list", "conversionProfile.list",
		"conversionProfileAssetParams.list", "baseEntry.list", "media.list", "playlist.list", "uploadToken.list",
		"playlist.execute"} {
		service, name, _ := strings.Cut(action, ".")
		for _, page := range []string{"9223372036854775807", "-9223372036854775808", "99999999999999999999999",
			"400"} {
			text := string(c.post(service, name, "application/x-www-form-urlencoded",
				c.form(url.Values{"id": {list}, "pager[pageIndex]": {page}, "pager[pageSize]": {"500"}})))
			if strings.Contains(text, "INTERNAL") {
				t.Errorf("%s, page %s: %s", action, page, text)
			}
		}
	}
	if code := c.code("baseEntry", "list", url.Values{"pager[pageIndex]": {"21"},
		"pager[pageSize]": {"500"}}); code != "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED" {
		t.Errorf("beyond ten thousand: %q", code)
	}
}
