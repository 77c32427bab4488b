package doctor

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"diptych/server"
	"diptych/server/store"
)

// findings are those of a server by their checks.
func findings(t *testing.T, c server.Config) (map[string]Finding, State) {
	t.Helper()
	all := map[string]Finding{}
	worst := Checks(t.Context(), c, func(f Finding) { all[f.Check] = f })
	return all, worst
}

func config(t *testing.T) server.Config {
	t.Helper()
	return server.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}
}

// TestWellServer: a new folder is all that a server needs.
func TestWellServer(t *testing.T) {
	t.Parallel()
	all, _ := findings(t, config(t))
	for _, name := range []string{"database", "storage", "work", "tls", "public address", "listen"} {
		if f := all[name]; f.State != Well || f.Detail == "" || f.Mend != "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if len(all) != 9 {
		t.Errorf("%d checks", len(all))
	}
}

// TestFindings: what is wrong is said, with what to do about it.
func TestFindings(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() })
	for name, c := range map[string]struct {
		check  func(context.Context, server.Config) Finding
		change func(*server.Config)
		state  State
		detail string
	}{
		"data is a file":      {disk, func(c *server.Config) { c.Data = file }, Broken, "not a directory"},
		"unknown database":    {database, func(c *server.Config) { c.Database = "mysql://a" }, Broken, "mysql"},
		"database is away":    {database, func(c *server.Config) { c.Database = "postgres://127.0.0.1:1" }, Broken, ""},
		"no storage":          {storage, func(c *server.Config) { c.Storage = "ftp://a" }, Broken, ""},
		"no certificate":      {certificate, func(c *server.Config) { c.TLSCert, c.TLSKey = file, file }, Broken, ""},
		"acme without a name": {certificate, func(c *server.Config) { c.ACME = true }, Broken, "no name"},
		"acme without https": {certificate, func(c *server.Config) {
			c.ACME, c.PublicURL = true, "http://a.example"
		}, Broken, "no name"},
		"acme, none yet": {certificate, func(c *server.Config) {
			c.ACME, c.PublicURL = true, "https://a.example"
		}, Doubtful, "none yet"},
		"no address":     {address, func(c *server.Config) { c.PublicURL = "a.example" }, Broken, "a.example"},
		"another scheme": {address, func(c *server.Config) { c.PublicURL = "ftp://localhost" }, Broken, "ftp"},
		"it is plain": {address, func(c *server.Config) {
			c.PublicURL = "http://127.0.0.1"
		}, Doubtful, "127.0.0.1"},
		"plain, but local": {address, func(c *server.Config) {
			c.PublicURL = "http://localhost"
		}, Well, "localhost"},
		"somebody listens": {listen, func(c *server.Config) {
			c.Listen = busy.Addr().String()
		}, Doubtful, "in use"},
		"nowhere to listen to": {listen, func(c *server.Config) { c.Listen = "192.0.2.1:80" }, Doubtful, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := config(t)
			c.change(&set)
			f := c.check(t.Context(), set)
			if f.State != c.state || !strings.Contains(f.Detail, c.detail) || (f.Mend == "") != (c.state == Well) {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestWaitingWork: conversions that wait are told with what they wait for.
func TestWaitingWork(t *testing.T) {
	t.Parallel()
	c := config(t)
	s, err := store.Open(t.Context(), "", c.Data)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Lease(t.Context(), 1, "a")
	if err := errors.Join(err, s.Waits(t.Context(), 1, "disk"), s.Close()); err != nil {
		t.Fatal(err)
	}
	if f := work(t.Context(), c); f.State != Doubtful || f.Detail != "waiting: 1 for disk" || f.Mend == "" {
		t.Errorf("%+v", f)
	}
}

// written is a certificate for a name with its key, in files.
func written(t *testing.T, name string, until time.Time) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		DNSNames: []string{name}, NotBefore: time.Unix(0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert"), filepath.Join(dir, "key")
	err = errors.Join(os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// TestCertificates: how long one is good, and for whom.
func TestCertificates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		left   time.Duration
		public string
		state  State
	}{
		"good":         {90 * 24 * time.Hour, "https://a.example", Well},
		"for no name":  {90 * 24 * time.Hour, "", Well},
		"for another":  {90 * 24 * time.Hour, "https://b.example", Broken},
		"ends soon":    {13 * 24 * time.Hour, "https://a.example", Doubtful},
		"has ended":    {-time.Hour, "https://a.example", Broken},
		"a long while": {15 * 24 * time.Hour, "https://a.example", Well},
	} {
		set := config(t)
		set.PublicURL = c.public
		set.TLSCert, set.TLSKey = written(t, "a.example", time.Now().Add(c.left))
		if f := certificate(t.Context(), set); f.State != c.state || f.Detail == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestReport: one line a check, and the advice below it.
func TestReport(t *testing.T) {
	t.Parallel()
	set := config(t)
	set.PublicURL = "a.example"
	var b bytes.Buffer
	if worst := Report(t.Context(), set, &b); worst != Broken {
		t.Errorf("the worst is %s", worst)
	}
	if !strings.Contains(b.String(),
		"fail  public address  a.example\n                      --public-url wants https://host\n") {
		t.Errorf("%s", &b)
	}
}
