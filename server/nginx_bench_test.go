package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"diptych/server/packager"
	"diptych/server/store"
)

// Sizes of the segments that are measured, bytes, and the length of the long
// entry whose playlist is, seconds.
const (
	bigSegment   = 3 << 20
	smallSegment = 250_000
	longEntry    = 7200
)

// stored puts an entry with segments of one size into a data folder, as an ingest
// would have left it, and returns its track.
func stored(b *testing.B, data string, size, count int) (entry, track string) {
	b.Helper()
	ctx := context.Background()
	s, err := Open(ctx, Config{Data: data, PartnerID: 101, AdminSecret: "a", UserSecret: "u", Workers: 1},
		slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const init = 800
	x := packager.Index{InitSize: init}
	for i := range count {
		x.Segments = append(x.Segments, packager.Segment{Start: int64(i) * 180_000, Duration: 180_000,
			Offset: init + int64(i*size), Size: int64(size), KeySize: 1000,
			Fragments: []packager.Fragment{{Size: int64(size), Duration: 180_000}}})
	}
	entry, track = store.NewID(), store.NewID()
	key := "media/" + entry + "/film.mp4"
	bytesThere := min(count, 20) * size // of a long entry only the playlist is asked for
	if _, err := s.blobs.Put(ctx, key, io.LimitReader(zeros{}, int64(init+bytesThere))); err != nil {
		b.Fatal(err)
	}
	e := &store.Entry{ID: entry, PartnerID: 101, Name: "x", Type: 1, MediaType: 1, Status: store.EntryReady,
		Version: 1, DurationMS: int64(count) * 2000}
	t := &store.Track{ID: track, EntryID: entry, FlavorID: track, Kind: "video", Codec: "avc1.64001f",
		Width: 1280, Height: 720, FrameRate: 25, Bandwidth: int64(size) * 4, AverageBandwidth: int64(size) * 4,
		Timescale: 90_000, Duration: int64(count) * 180_000, BlobKey: key, Segments: x.Encode()}
	if err := s.store.Insert(ctx, nil, e); err != nil {
		b.Fatal(err)
	}
	if err := s.store.Insert(ctx, nil, t); err != nil {
		b.Fatal(err)
	}
	return entry, track
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// served is a server process under load.
type served struct {
	address string
	pids    func() []int
}

// cpu is the processor time of a process and its children so far, seconds.
func (s *served) cpu(b *testing.B) float64 {
	b.Helper()
	var ticks int64
	for _, pid := range s.pids() {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		var user, system int64
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+2:]))
		_, _ = fmt.Sscan(fields[11], &user)
		_, _ = fmt.Sscan(fields[12], &system)
		ticks += user + system
	}
	return float64(ticks) / 100
}

// nginx serves a folder, as Debian ships it.
func nginx(b *testing.B, root string) *served {
	b.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		b.Fatal("nginx is missing; make bench installs it")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	dir := b.TempDir()
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(
		"daemon off; master_process off; worker_processes 1; pid %s/pid; error_log %s/error.log;\nevents { "+
			"worker_connections 2048; }\nhttp { access_log off; sendfile on; tcp_nopush on; "+
			"keepalive_requests 1000000; client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s; "+
			"uwsgi_temp_path %s; scgi_temp_path %s;\nserver { listen %s; root %s; } }\n", dir, dir, dir, dir,
		dir, dir, dir, address, root)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(program, "-c", conf, "-p", dir)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	time.Sleep(300 * time.Millisecond)
	return &served{address: address, pids: func() []int { return []int{cmd.Process.Pid} }}
}

func ours(b *testing.B, data string) *served {
	b.Helper()
	file, err := program()
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	cmd := exec.Command(file, "serve", "--listen", address, "--data", data)
	cmd.Stderr = io.Discard
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 200 {
		if r, err := http.Get("http://" + address + "/healthz"); err == nil {
			_ = r.Body.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return &served{address: address, pids: func() []int { return []int{cmd.Process.Pid} }}
}

// load asks for paths over so many connections for a while and returns the bytes
// that came and the times to the first of them, seconds.
func load(b *testing.B, s *served, paths []string, connections int, pause, length time.Duration) (total int64,
	firsts []float64) {
	b.Helper()
	var sum atomic.Int64
	var mu sync.Mutex
	var wait sync.WaitGroup
	until := time.Now().Add(length)
	for n := range connections {
		wait.Add(1)
		go func() {
			defer wait.Done()
			conn, err := net.Dial("tcp", s.address)
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			in := bufio.NewReaderSize(conn, 256<<10)
			var own []float64
			for i := n; time.Now().Before(until); i++ {
				time.Sleep(pause)
				began := time.Now()
				if _, err := io.WriteString(conn, "GET "+paths[i%len(paths)]+
					" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
					b.Error(err)
					return
				}
				if _, err := in.Peek(1); err != nil {
					b.Error(err)
					return
				}
				own = append(own, time.Since(began).Seconds())
				r, err := http.ReadResponse(in, nil)
				if err != nil || r.StatusCode != http.StatusOK {
					b.Errorf("%s: %v %v", paths[i%len(paths)], r, err)
					return
				}
				got, err := io.Copy(io.Discard, r.Body)
				if err != nil {
					b.Error(err)
					return
				}
				sum.Add(got)
			}
			mu.Lock()
			firsts = append(firsts, own...)
			mu.Unlock()
		}()
	}
	wait.Wait()
	slices.Sort(firsts)
	return sum.Load(), firsts
}

// beside loads both in turns and reports how much less processor time a byte
// costs nginx than us: 1 = as cheap.
func beside(b *testing.B, mine, theirs *served, path, name []string) {
	b.Helper()
	cost := map[*served]float64{}
	got := map[*served]int64{}
	for range 3 {
		for s, paths := range map[*served][]string{mine: path, theirs: name} {
			load(b, s, paths, 16, 0, 300*time.Millisecond) // warm
			before := s.cpu(b)
			n, _ := load(b, s, paths, 16, 0, 2*time.Second)
			cost[s] += s.cpu(b) - before
			got[s] += n
		}
	}
	ratio := (cost[theirs] / float64(got[theirs])) / (cost[mine] / float64(got[mine]))
	b.ReportMetric(ratio, "×nginx")
	b.ReportMetric(cost[mine]/float64(got[mine])*1e9, "cpu-s/GB")
}

// BenchmarkBesideNginx: processor time per byte of segments and of the playlist
// of a long entry, and the time to the first byte at half load, beside nginx on
// the same files.
func BenchmarkBesideNginx(b *testing.B) {
	data, root := b.TempDir(), b.TempDir()
	bigEntry, bigTrack := stored(b, data, bigSegment, 20)
	smallEntry, smallTrack := stored(b, data, smallSegment, 20)
	longID, longTrack := stored(b, data, smallSegment, longEntry/2)
	file := func(name string, size int) {
		if err := os.WriteFile(filepath.Join(root, name), make([]byte, size), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	_ = os.Chmod(root, 0o755)
	for i := range 20 {
		file(fmt.Sprintf("big-%d.m4s", i+1), bigSegment)
		file(fmt.Sprintf("small-%d.m4s", i+1), smallSegment)
	}
	mine, theirs := ours(b, data), nginx(b, root)
	names := func(entry, track, name string) (path, file []string) {
		for i := range 20 {
			path = append(path, fmt.Sprintf(
				"/p/101/sp/10100/serveFlavor/entryId/%s/v/1/flavorId/%s/name/a.mp4/seg-%d.m4s", entry, track,
				i+1))
			file = append(file, fmt.Sprintf("/%s-%d.m4s", name, i+1))
		}
		return path, file
	}
	b.Run("segments of 3 MB", func(b *testing.B) {
		path, file := names(bigEntry, bigTrack, "big")
		beside(b, mine, theirs, path, file)
	})
	b.Run("segments of 250 KB", func(b *testing.B) {
		path, file := names(smallEntry, smallTrack, "small")
		beside(b, mine, theirs, path, file)
	})
	playlist := fmt.Sprintf("/p/101/sp/10100/serveFlavor/entryId/%s/v/1/flavorId/%s/name/a.mp4/index.m3u8",
		longID, longTrack)
	r, err := http.Get("http://" + mine.address + playlist)
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil || !bytes.HasPrefix(text, []byte("#EXTM3U")) {
		b.Fatalf("%d %v %.100s", r.StatusCode, err, text)
	}
	if err := os.WriteFile(filepath.Join(root, "long.m3u8"), text, 0o644); err != nil {
		b.Fatal(err)
	}
	b.Run("playlist of 2 h", func(b *testing.B) {
		beside(b, mine, theirs, []string{playlist},
			[]string{"/long.m3u8"})
	})
	b.Run("first byte at half load", func(b *testing.B) {
		path, file := names(smallEntry, smallTrack, "small")
		_, a := load(b, mine, path, 8, 4*time.Millisecond, 4*time.Second)
		_, z := load(b, theirs, file, 8, 4*time.Millisecond, 4*time.Second)
		p := func(l []float64) float64 { return l[len(l)*99/100] }
		b.ReportMetric(p(a)/p(z), "p99×nginx")
		b.ReportMetric(p(a)*1000, "p99-ms")
	})
	b.Run("1000 viewers at once", func(b *testing.B) {
		path, _ := names(bigEntry, bigTrack, "big")
		before := memory(b, mine)
		load(b, mine, path, 1000, 0, 4*time.Second)
		b.ReportMetric(float64(memory(b, mine)-before)/1e6, "MB-more")
		b.ReportMetric(float64(memory(b, mine))/1e6, "MB-at-most")
	})
}

// memory is the most that a process has held, bytes.
func memory(b *testing.B, s *served) int64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pids()[0]))
	if err != nil {
		b.Fatal(err)
	}
	var kb int64
	for _, line := range strings.Split(string(text), "\n") {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &kb)
	}
	return kb << 10
}
