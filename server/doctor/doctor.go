// Package doctor looks at everything a server needs and says how to mend what
// is not right.
package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"diptych/server"
	"diptych/server/blob"
	"diptych/server/store"

	"golang.org/x/sys/unix"
)

// State is how well something is.
type State int

// The states.
const (
	Well State = iota
	Doubtful
	Broken
)

func (s State) String() string { return []string{"ok", "warn", "fail"}[s] }

// Finding is what a check has to say.
type Finding struct {
	Check, Detail string
	State         State
	Mend          string // what to do about it
}

// Checks looks at all parts, one after another, and tells each as it is known.
func Checks(ctx context.Context, c server.Config, tell func(Finding)) (worst State) {
	for _, check := range []struct {
		name string
		f    func(ctx context.Context, c server.Config) Finding
	}{{"ffmpeg", ffmpeg}, {"disk", disk}, {"clock", clock}, {"database", database}, {"storage", storage},
		{"work", work}, {"tls", certificate}, {"public address", address}, {"listen", listen}} {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		f := check.f(ctx, c)
		cancel()
		f.Check = check.name
		worst = max(worst, f.State)
		tell(f)
	}
	return worst
}

// Report writes the findings for people.
func Report(ctx context.Context, c server.Config, w io.Writer) State {
	return Checks(ctx, c, func(f Finding) {
		fmt.Fprintf(w, "%-5s %-15s %s\n", f.State, f.Check, f.Detail)
		if f.Mend != "" {
			fmt.Fprintf(w, "      %-15s %s\n", "", f.Mend)
		}
	})
}

var version = regexp.MustCompile(`^\S+ version (\S+)`)

func ffmpeg(ctx context.Context, _ server.Config) Finding {
	const install = "Install it: apt install ffmpeg, dnf install ffmpeg, apk add ffmpeg."
	for _, program := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(program); err != nil {
			return Finding{State: Broken, Detail: program + " is not on the path", Mend: install}
		}
	}
	out, err := exec.CommandContext(ctx, "ffmpeg", "-version").Output()
	if err != nil {
		return Finding{State: Broken, Detail: "ffmpeg does not run: " + err.Error(), Mend: install}
	}
	encoders, err := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-encoders").Output()
	for _, codec := range []string{" libx264 ", " aac "} {
		if err != nil || !strings.Contains(string(encoders), codec) {
			return Finding{
				State:  Broken,
				Detail: "ffmpeg has no encoder" + codec,
				Mend: "Use a build with libx264 and aac; those of Debian, Fedora (RPM Fusion) and Alpine " +
					"have both.",
			}
		}
	}
	name := "of unknown version"
	if m := version.FindSubmatch(out); m != nil {
		name = string(m[1])
	}
	if !strings.Contains(string(encoders), " libwebp ") {
		return Finding{
			State:  Doubtful,
			Detail: name + ", without libwebp",
			Mend:   "Thumbnails in WebP will fail; JPEG and PNG work.",
		}
	}
	return Finding{Detail: name}
}

// lowDisk is what is too little room for conversions, bytes.
const lowDisk = 10 << 30

func disk(_ context.Context, c server.Config) Finding {
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return Finding{State: Broken, Detail: err.Error(), Mend: "Make the folder, or name another with --data."}
	}
	probe := filepath.Join(c.Data, ".doctor")
	if err := errors.Join(os.WriteFile(probe, []byte("x"), 0o600), os.Remove(probe)); err != nil {
		return Finding{
			State:  Broken,
			Detail: err.Error(),
			Mend:   "Give the server's user the right to write there: chown -R USER " + c.Data,
		}
	}
	var st unix.Statfs_t
	if err := unix.Statfs(c.Data, &st); err != nil {
		return Finding{State: Doubtful, Detail: err.Error()}
	}
	free := int64(st.Bavail) * int64(st.Bsize)
	f := Finding{Detail: fmt.Sprintf("%s, %.1f GB free", c.Data, float64(free)/1e9)}
	if free < lowDisk {
		f.State, f.Mend = Doubtful,
			"A conversion needs about twice the size of its source. Make room, or move --data."
	}
	if st.Files > 0 && st.Ffree*50 < st.Files {
		f.State, f.Mend = Doubtful, "Fewer than 2 % of the file system's inodes are free."
	}
	return f
}

// work tells what conversions and imports wait for.
func work(ctx context.Context, c server.Config) Finding {
	s, err := store.Connect(c.Database, c.Data)
	if err != nil {
		return Finding{State: Doubtful, Detail: err.Error()}
	}
	defer s.Close()
	list, err := s.WaitingFor(ctx)
	if err != nil {
		return Finding{Detail: "nothing was begun yet"} // the tables are made by the first start
	}
	var parts []string
	for _, one := range list {
		parts = append(parts, fmt.Sprintf("%d for %s", one.Count, one.State))
	}
	if len(parts) == 0 {
		return Finding{Detail: "none waits for anything to be mended"}
	}
	return Finding{State: Doubtful, Detail: "waiting: " + strings.Join(parts, ", "),
		Mend: "Mend that (see the other lines); the work goes on by itself within a minute, nothing is lost."}
}

func clock(context.Context, server.Config) Finding {
	now := time.Now().UTC()
	f := Finding{Detail: now.Format(time.RFC3339)}
	var t unix.Timex
	switch state, err := unix.Adjtimex(&t); {
	case now.Year() < 2026:
		f.State, f.Mend = Broken,
			"The clock is wrong: sessions and schedules will be too. Set it, and run chrony or "+
				"systemd-timesyncd."
	case err != nil:
		f.Detail += ", whether it is kept in step is unknown"
	case state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0:
		f.State, f.Detail, f.Mend = Doubtful, f.Detail+", not kept in step",
			"Run chrony or systemd-timesyncd; sessions made on other machines are judged by this clock. (In "+
				"a container this may say nothing: look at the host.)"
	}
	return f
}

func database(ctx context.Context, c server.Config) Finding {
	s, err := store.Connect(c.Database, c.Data)
	if err == nil {
		err = s.Ping(ctx)
	}
	if err != nil {
		return Finding{
			State:  Broken,
			Detail: err.Error(),
			Mend: "PostgreSQL: check address, user and that the database exists (--database). SQLite: " +
				"check that --data is writable and that no file in it is damaged.",
		}
	}
	defer s.Close()
	kind := "SQLite"
	if s.Postgres() {
		kind = "PostgreSQL"
	}
	if err := s.Check(ctx); err != nil {
		return Finding{
			State:  Broken,
			Detail: kind + ": " + err.Error(),
			Mend:   "Restore the last backup, or save what can be read: sqlite3 diptych.db .recover",
		}
	}
	return Finding{Detail: kind + " answers and is sound"}
}

func storage(ctx context.Context, c server.Config) Finding {
	blobs, err := server.OpenBlobs(ctx, c)
	if err != nil {
		return Finding{
			State:  Broken,
			Detail: err.Error(),
			Mend: "Check --storage: bucket, endpoint, region, and the credentials in AWS_ACCESS_KEY_ID and " +
				"AWS_SECRET_ACCESS_KEY.",
		}
	}
	began, key := time.Now(), blob.Key("doctor", fmt.Sprint(time.Now().UnixNano()))
	if err := roundTrip(ctx, blobs, key); err != nil {
		return Finding{
			State:  Broken,
			Detail: err.Error(),
			Mend:   "The account needs to put, get, head and delete objects below the prefix.",
		}
	}
	where := "folder"
	if c.Storage != "" {
		where = "S3"
	}
	return Finding{Detail: fmt.Sprintf("%s, written, read and deleted in %d ms", where,
		time.Since(began).Milliseconds())}
}

func roundTrip(ctx context.Context, blobs blob.Store, key string) error {
	const text = "a blob of the doctor's"
	if _, err := blobs.Put(ctx, key, strings.NewReader(text)); err != nil {
		return err
	}
	r, _, err := blobs.Open(ctx, key)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close(), blobs.Delete(ctx, key)); err != nil {
		return err
	}
	if string(got) != text {
		return errors.New("what was read is not what was written")
	}
	return nil
}

func certificate(_ context.Context, c server.Config) Finding {
	u, _ := url.Parse(c.PublicURL)
	cert, key := c.TLSCert, c.TLSKey
	switch {
	case c.ACME && (u == nil || u.Scheme != "https" || u.Hostname() == ""):
		return Finding{
			State:  Broken,
			Detail: "no name that a certificate could be for",
			Mend:   "--acme needs --public-url https://host.",
		}
	case c.ACME:
		cert = filepath.Join(c.Data, server.CertificateFolder, u.Hostname())
		key = cert
		if _, err := os.Stat(cert); errors.Is(err, os.ErrNotExist) {
			return Finding{
				State:  Doubtful,
				Detail: "none yet",
				Mend: "The first visit of " + c.PublicURL +
					" gets one; the outside must reach --listen at port 443 of that name.",
			}
		}
	case cert == "":
		return Finding{Detail: "none here; a proxy in front must offer HTTPS"}
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return Finding{
			State:  Broken,
			Detail: err.Error(),
			Mend: "--tls-cert is the chain, own certificate first, --tls-key its key, both PEM and " +
				"readable by the server's user.",
		}
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return Finding{State: Broken, Detail: err.Error()}
	}
	f := Finding{Detail: "good until " + leaf.NotAfter.Format(time.DateOnly)}
	switch left := time.Until(leaf.NotAfter); {
	case left <= 0:
		f.State, f.Detail, f.Mend = Broken, "ended on "+leaf.NotAfter.Format(time.DateOnly),
			"Renew the certificate."
	case u != nil && u.Hostname() != "" && leaf.VerifyHostname(u.Hostname()) != nil:
		f.State, f.Mend = Broken, "It is not for "+u.Hostname()+", which --public-url names."
	case left < 14*24*time.Hour:
		f.State, f.Mend = Doubtful, "Renew the certificate soon."
	}
	return f
}

func address(ctx context.Context, c server.Config) Finding {
	if c.PublicURL == "" {
		return Finding{Detail: "taken from each request"}
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return Finding{State: Broken, Detail: c.PublicURL, Mend: "--public-url wants https://host"}
	}
	if _, err := net.DefaultResolver.LookupHost(ctx, u.Hostname()); err != nil {
		return Finding{
			State:  Doubtful,
			Detail: err.Error(),
			Mend:   "The name of --public-url does not resolve from here.",
		}
	}
	f := Finding{Detail: c.PublicURL}
	if u.Scheme == "http" && u.Hostname() != "localhost" {
		f.State, f.Mend = Doubtful,
			"Browsers allow autoplay, fullscreen in frames and WebAssembly streaming best on https."
	}
	return f
}

func listen(_ context.Context, c server.Config) Finding {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return Finding{
			State:  Doubtful,
			Detail: err.Error(),
			Mend:   "Something listens there already; that is right if it is this server. Which: ss -ltnp",
		}
	}
	_ = l.Close()
	return Finding{Detail: c.Listen + " is free"}
}
