package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"diptych/server/store"
)

// started starts a server process with more arguments and environment, and does
// not wait until it is ready.
func started(t *testing.T, data string, env []string, args ...string) (cmd *exec.Cmd, address string,
	log *bytes.Buffer) {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = l.Addr().String()
	_ = l.Close()
	cmd = exec.Command(file, append([]string{"serve", "--listen", address, "--data", data, "--workers", "2",
		"--import-allow", "127.0.0.0/8"}, args...)...)
	cmd.Env = append(append(os.Environ(), "DIPTYCH_ADMIN_SECRET=admin-secret"), env...)
	log = &bytes.Buffer{}
	cmd.Stderr, cmd.Stdout = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, address, log
}

// exits waits for the end of a server, not for ever.
func exits(t *testing.T, cmd *exec.Cmd) error {
	t.Helper()
	stop := time.AfterFunc(30*time.Second, func() {
		t.Error("the server does not end")
		_ = cmd.Process.Kill()
	})
	defer stop.Stop()
	return cmd.Wait()
}

// healthy waits until a server answers and gives what /healthz says.
func healthy(t *testing.T, address string) string {
	t.Helper()
	for range 600 {
		if r, err := http.Get("http://" + address + "/healthz"); err == nil {
			text, _ := io.ReadAll(r.Body)
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return string(text)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not start")
	return ""
}

// clientOf talks to a server process as its administrator.
func clientOf(t *testing.T, address string) *client {
	c := &client{t: t, base: "http://" + address + "/api_v3/service/"}
	c.ks = c.text("session", "start", url.Values{"secret": {"admin-secret"}, "partnerId": {"101"},
		"type": {"2"}})
	return c
}

// TestTwoServers: the second one on a data folder says why it does not start, and
// does not touch the first one's files.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	m := newMortal(t)
	unfinished := filepath.Join(m.data, "blobs", ".temp", "unfinished")
	if err := os.WriteFile(unfinished, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	second, _, log := started(t, m.data, nil)
	if err := exits(t, second); err == nil || !strings.Contains(log.String(),
		"another server is using this data folder") {
		t.Errorf("the second server: %v, %s", err, log)
	}
	if _, err := os.Stat(unfinished); err != nil {
		t.Error("the second server has cleared the first one's files")
	}
	m.kill()
	m.start() // a killed server does not keep the folder
}

// TestStopWithStalledRequest: a sender that stalls is cut off after a while; that
// is no failure.
func TestStopWithStalledRequest(t *testing.T) {
	t.Parallel()
	cmd, address, log := started(t, t.TempDir(), nil)
	healthy(t, address)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn,
		"POST /api_v3/service/system/action/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na")
	time.Sleep(100 * time.Millisecond)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := exits(t, cmd); err != nil {
		t.Errorf("stopped with %v: %s", err, log)
	}
}

// TestSecretsStayOutOfLogs: neither secrets that were given nor sessions in paths
// are written down.
func TestSecretsStayOutOfLogs(t *testing.T) {
	cmd, address, log := started(t, t.TempDir(), nil)
	healthy(t, address)
	c := clientOf(t, address)
	for _, path := range []string{"/api_v3/service/media/action/list/ks/" + c.ks,
		"/p/101/playManifest/entryId/0_x/ks/" + c.ks + "/a.m3u8",
		"/api_v3/service/media/action/list?ks=" + c.ks} {
		r, err := http.Post("http://"+address+path, "application/json", strings.NewReader("{bad"))
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
	}
	c.code("session", "start", url.Values{"secret": {"wrong-secret"}, "partnerId": {"101"}})
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
	for _, secret := range []string{"admin-secret", "wrong-secret", c.ks} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %.20s…: %s", secret, log)
		}
	}
	if !strings.Contains(log.String(), "unreadable request") {
		t.Errorf("the log has no requests: %s", log)
	}
}

// TestWithoutFFmpeg: what is uploaded waits until there is an ffmpeg, and goes on
// by itself.
func TestWithoutFFmpeg(t *testing.T) {
	t.Parallel()
	film := clip(t)
	bin := t.TempDir()
	_, address, log := started(t, t.TempDir(), []string{"PATH=" + bin})
	if text := healthy(t, address); !strings.Contains(text, "ffmpeg") {
		t.Errorf("/healthz says %q", text)
	}
	if !strings.Contains(log.String(), "ffmpeg") {
		t.Error("the log says nothing at start")
	}
	c := clientOf(t, address)
	entry := c.upload("film.mp4", film)
	waits(t, address, "waiting: 1 for ffmpeg")
	if e := c.ok("media", "get", url.Values{"entryId": {entry}}); e.num("status") < 0 {
		t.Fatalf("the entry: %v", e)
	}
	for _, name := range []string{"ffmpeg", "ffprobe"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	if e := c.settled(entry); e.num("status") != 2 {
		t.Errorf("with ffmpeg: %v", e)
	}
}

// waits waits until /healthz has a line.
func waits(t *testing.T, address, line string) {
	t.Helper()
	var text string
	for range 400 {
		if text = healthy(t, address); strings.Contains(text, line) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("/healthz says %q, not %q", text, line)
}

// TestFullDisk: uploads that there is no room for are refused in the format that
// was asked for; a conversion waits for room and goes on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs",
		data).CombinedOutput(); err != nil {
		t.Fatalf("mount a small disk: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", data).Run() })
	film := clipOf(t, 30)
	_, address, log := started(t, data, nil)
	healthy(t, address)
	c := clientOf(t, address)
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	var a answer
	_ = sendFile(c.base+"uploadToken/action/upload?format=1", url.Values{"ks": {c.ks}, "uploadTokenId": {token}},
		make([]byte, 40*mega), &a)
	if a != nil {
		a.failed(t, "a file that is too large", "UPLOAD_ERROR")
	}
	entry := c.draft()
	token = c.ok("uploadToken", "add", url.Values{}).str("id")
	c.chunk(token, film, url.Values{})
	ballast := filepath.Join(data, "ballast")
	spare := int64(700 << 10) // the database goes on, the renditions do not fit
	if os.Getenv("DIPTYCH_MATRIX") != "" {
		spare = 60 << 10 // nor does the database: the job is found again when its lease has ended
	}
	fill(t, ballast, data, spare)
	c.call("media", "addContent", url.Values{"entryId": {entry},
		"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}})
	time.Sleep(6 * time.Second)
	if e := c.call("media", "get", url.Values{"entryId": {entry}}); e.num("status") < 0 || e.num("status") == 2 {
		t.Errorf("on a full disk: %v\n%s", e, log)
	}
	if text := healthy(t, address); !strings.Contains(text, "full: the disk") {
		t.Errorf("/healthz says %q", text)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if e := c.settled(entry); e.num("status") != 2 {
		t.Errorf("with room again: %v\n%s", e, log)
	}
}

// fill leaves so many bytes of a disk free.
func fill(t *testing.T, name, disk string, spare int64) {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(disk, &s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, make([]byte, int64(s.Bavail)*s.Bsize-spare), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestStoppedAndKilled: a conversion that is stopped ten times and killed five
// times becomes READY all the same.
func TestStoppedAndKilled(t *testing.T) {
	t.Parallel()
	m := newMortal(t)
	entry := m.upload("film.mp4", clipOf(t, 20))
	for i := range 15 {
		for range 100 { // until it is being worked on
			if e := m.ok("media", "get", url.Values{"entryId": {entry}}); e.num("status") == 1 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if i%3 == 2 {
			m.kill()
		} else {
			_ = m.cmd.Process.Signal(syscall.SIGTERM)
			if err := m.cmd.Wait(); err != nil {
				t.Errorf("stop %d: %v", i, err)
			}
		}
		m.start()
	}
	if e := m.settled(entry); e.num("status") != 2 {
		t.Errorf("after ten stops and five kills: %v", e)
	}
}

// TestDeletedWhileConverted: nobody works on for an entry that is deleted, and it
// stays deleted.
func TestDeletedWhileConverted(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	entry := c.upload("film.mp4", clipOf(t, 60))
	for range 500 {
		if e := c.ok("media", "get", url.Values{"entryId": {entry}}); e.num("status") == 1 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	c.post("media", "delete", "application/x-www-form-urlencoded", c.form(url.Values{"entryId": {entry}}))
	began := time.Now()
	for children(t) > 0 {
		if time.Since(began) > 8*time.Second {
			t.Fatal("ffmpeg works on for a deleted entry")
		}
		time.Sleep(50 * time.Millisecond)
	}
	if a := c.call("media", "get", url.Values{"entryId": {entry}}); a.str("code") != "ENTRY_ID_NOT_FOUND" {
		t.Errorf("the entry: %v", a)
	}
}

// children counts the ffmpeg processes of this one.
func children(t *testing.T) int {
	t.Helper()
	out, _ := exec.Command("ps", "-o", "comm=", "--ppid", fmt.Sprint(os.Getpid())).Output()
	return strings.Count(string(out), "ffmpeg")
}

// TestContentOnce: of several who give an entry its content at once, one does; a
// rename beside them is not lost.
func TestContentOnce(t *testing.T) {
	c := newClient(t)
	for range 8 {
		entry := c.draft()
		type result struct{ code string }
		answers := make(chan result, 4)
		at := make(chan struct{}) // which all of them wait for
		for range 4 {
			token := c.ok("uploadToken", "add", url.Values{}).str("id")
			c.chunk(token, []byte("no film"), url.Values{})
			go func() {
				<-at
				a := c.call("media", "addContent", url.Values{"entryId": {entry},
					"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}})
				answers <- result{a.str("code")}
			}()
		}
		close(at)
		c.ok("media", "update", url.Values{"entryId": {entry}, "mediaEntry[name]": {"renamed"}})
		given := 0
		for range 4 {
			switch a := <-answers; a.code {
			case "":
				given++
			case "ENTRY_ALREADY_WITH_CONTENT":
			default:
				t.Error(a.code)
			}
		}
		if e := c.settled(entry); given != 1 || e.str("name") != "renamed" {
			t.Errorf("content was given %d times, the name is %q", given, e.str("name"))
		}
	}
}

// TestDamagedDatabase: a database that is damaged is told at the start.
func TestDamagedDatabase(t *testing.T) {
	t.Parallel()
	m := newMortal(t)
	entry := ""
	for range 50 {
		entry = m.draft()
	}
	_ = m.cmd.Process.Signal(syscall.SIGTERM)
	_ = exits(t, m.cmd)
	name := filepath.Join(m.data, "diptych.db")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	at := bytes.LastIndex(data, []byte(entry)) / page * page // of one row, which no start reads
	if at < page {
		t.Fatal("the row is not in the file")
	}
	copy(data[at:at+page], bytes.Repeat([]byte{0xa5}, page))
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd, _, log := started(t, m.data, nil)
	if err := exits(t, cmd); err == nil || !strings.Contains(log.String(), "damaged") &&
		!strings.Contains(log.String(), "malformed") {
		t.Errorf("starts on a damaged database: %v %s", err, log)
	}
}

// TestReasonsTellNothingOfUs: why an import or a conversion failed is told its
// owner, in words without paths and addresses.
func TestReasonsTellNothingOfUs(t *testing.T) {
	c := newClient(t)
	alice := c.as("alice", "")
	bad := alice.upload("no-film.mp4", bytes.Repeat([]byte("nothing "), 1000))
	inside := alice.ok("media", "addFromUrl", url.Values{"mediaEntry[mediaType]": {"1"},
		"mediaEntry[name]": {"x"}, "url": {" http://10.1.2.3:9/x "}}).str("id")
	for _, id := range []string{bad, inside} {
		e := alice.settled(id)
		reason := e.str("diptychErrorReason")
		if reason == "" || strings.Contains(reason, "/") || strings.Contains(reason, "10.1") ||
			strings.Contains(reason, "exit") {
			t.Errorf("the reason is %q", reason)
		}
		for _, other := range []*client{c.as("bob", ""), c.anybody()} {
			text := fmt.Sprint(other.call("baseEntry", "get", url.Values{"entryId": {id}}),
				other.call("baseEntry", "list", url.Values{"filter[idEqual]": {id}}))
			if strings.Contains(text, reason) {
				t.Errorf("others are told %q", reason)
			}
		}
	}
}

// TestRecentReadsWhatWasCommitted: a read between a change and its commit does
// not keep what was there before.
func TestRecentReadsWhatWasCommitted(t *testing.T) {
	c := newClient(t)
	id := c.draft("name", "before")
	s := c.server.store
	err := s.Tx(t.Context(), func(tx store.Tx) error {
		if err := s.Update(t.Context(), tx, &store.Entry{ID: id, Name: "after"}, "name"); err != nil {
			return err
		}
		_, err := s.RecentEntry(t.Context(), id) // a viewer comes
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if e, err := s.RecentEntry(t.Context(), id); err != nil || e.Name != "after" {
		t.Errorf("after the commit: %v, %v", e, err)
	}
}
