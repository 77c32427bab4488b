package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// CertificateFolder is where in the data folder an authority's certificates are.
const CertificateFolder = "certificates"

// secure tells whether this server offers HTTPS itself.
func (c Config) secure() bool { return c.ACME || c.TLSCert != "" }

// certificates is where the certificate comes from: files, or an authority that
// hands one out to whoever answers under the name of --public-url (RFC 8555;
// challenge tls-alpn-01, RFC 8737). Those are kept in the data folder and renewed
// in time. nil = HTTP.
func (c Config) certificates(log *slog.Logger) (*tls.Config, error) {
	switch {
	case c.ACME && c.TLSCert != "":
		return nil, errors.New("--acme and --tls-cert: one of them says where the certificate comes from")
	case c.ACME:
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" {
			return nil,
				errors.New("--acme needs --public-url https://host, the name that the certificate is for")
		}
		m := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			HostPolicy: autocert.HostWhitelist(u.Hostname()),
			Cache:      autocert.DirCache(filepath.Join(c.Data, CertificateFolder)),
			Client:     &acme.Client{DirectoryURL: c.ACMEDirectory, UserAgent: "diptych"},
		}
		t := m.TLSConfig()
		t.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			pair, err := m.GetCertificate(hello)
			if err != nil && hello.ServerName == u.Hostname() { // other names are strangers' guesses
				log.Warn("no certificate", "host", hello.ServerName, "error", err)
			}
			return pair, err
		}
		return t, nil
	case c.TLSCert != "":
		f := &certificateFiles{cert: c.TLSCert, key: c.TLSKey}
		if _, err := f.get(nil); err != nil {
			return nil, fmt.Errorf("--tls-cert: %w", err)
		}
		return &tls.Config{GetCertificate: f.get, MinVersion: tls.VersionTLS12}, nil
	}
	return nil, nil
}

// certificateFiles are read again when they have changed, so that a renewal needs
// no restart.
type certificateFiles struct {
	cert, key string

	mu      sync.Mutex
	pair    *tls.Certificate
	changed time.Time // of the files that pair was read from
	looked  time.Time
}

// lookEvery is how often the files are looked at.
const lookEvery = 10 * time.Second

// get is the GetCertificate of a tls.Config. A pair that cannot be read, half
// written for example, leaves the one before in its place.
func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pair != nil && time.Since(f.looked) < lookEvery {
		return f.pair, nil
	}
	f.looked = time.Now()
	if err := f.read(); err != nil && f.pair == nil {
		return nil, err
	}
	return f.pair, nil
}

// read reads the files if they have changed.
func (f *certificateFiles) read() error {
	info, err := os.Stat(f.cert)
	if err != nil || info.ModTime().Equal(f.changed) {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err == nil {
		f.pair, f.changed = &pair, info.ModTime()
	}
	return err
}
