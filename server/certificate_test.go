package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// signed writes a certificate of its own for a name into a folder.
func signed(t *testing.T, dir, name string) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<40))
	c := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	pk, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der},
		key: {Type: "PRIVATE KEY", Bytes: pk}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// names answers every question for an address with 127.0.0.1 (DNS over TCP, RFC
// 1035 §4.2.2).
func names(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answerNames(conn)
		}
	}()
	return l.Addr().String()
}

func answerNames(conn net.Conn) {
	defer conn.Close()
	var length uint16
	for binary.Read(conn, binary.BigEndian, &length) == nil {
		buf := make([]byte, length)
		if _, err := io.ReadFull(conn, buf); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf) != nil || len(m.Questions) == 0 {
			return
		}
		q := m.Questions[0]
		m.Response, m.Authoritative, m.Additionals = true, true, nil
		if q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type,
				Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
		}
		out, err := m.Pack()
		if err != nil {
			return
		}
		_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
	}
}

func freePort(t *testing.T) (address string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String(), l.Addr().(*net.TCPAddr).Port
}

// authority starts Pebble, the test server of Let's Encrypt, which comes to a
// port for its challenges.
func authority(t *testing.T, port int) (directory, trust string, stop func()) {
	t.Helper()
	dir := t.TempDir()
	install := exec.Command("go", "install", "github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.3")
	install.Dir, install.Env = dir, append(os.Environ(), "GOBIN="+dir, "GOFLAGS=-mod=mod")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("pebble: %v %s", err, out)
	}
	cert, key := signed(t, dir, "localhost")
	address, _ := freePort(t)
	manage, _ := freePort(t)
	text, err := json.Marshal(map[string]any{"pebble": map[string]any{"listenAddress": address,
		"managementListenAddress": manage, "certificate": cert, "privateKey": key, "httpPort": 1,
		"tlsPort": port, "retryAfter": map[string]int{"authz": 1, "order": 1}}})
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config.json")
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, "pebble"), "-config", config, "-dnsserver", names(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return located(t, address, cert, key) + "/dir", cert, stop
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// located stands before Pebble and says where an order is that is being worked on,
// as Let's Encrypt does and Pebble does not.
func located(t *testing.T, pebble, cert, key string) (base string) {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "https", Host: pebble})
	proxy.Transport = &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true}} //nolint:gosec // a test server
	s := httptest.NewUnstartedServer(proxy)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	s.StartTLS()
	t.Cleanup(s.Close)
	proxy.ModifyResponse = func(r *http.Response) error {
		if order, ok := strings.CutPrefix(r.Request.URL.Path, "/finalize-order/"); ok {
			r.Header.Set("Location", s.URL+"/my-order/"+order)
		}
		return nil
	}
	return s.URL
}

// visit asks a server for its health under a name and returns the certificate
// that it showed.
func visit(t *testing.T, address, name string, patience time.Duration) *x509.Certificate {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true,
			ServerName: name}}} //nolint:gosec // it is looked at below
	for end := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		r, err := client.Get("https://" + address + "/healthz")
		if err == nil {
			text, _ := io.ReadAll(r.Body)
			_ = r.Body.Close()
			if r.StatusCode != http.StatusOK {
				t.Fatalf("%d %s", r.StatusCode, text)
			}
			return r.TLS.PeerCertificates[0]
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// TestCertificateFromAuthority: a server without a certificate gets one for its
// public name, and has it still after a restart while the authority is away.
func TestCertificateFromAuthority(t *testing.T) {
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	address, port := freePort(t)
	directory, trust, stop := authority(t, port)
	data := t.TempDir()
	var complaint bytes.Buffer
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(complaint.String())
		}
	})
	run := func() (end func()) {
		cmd := exec.Command(file, "serve", "--listen", address, "--data", data, "--acme", "--public-url",
			"https://video.example.org")
		cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+trust, "DIPTYCH_ACME_DIRECTORY="+directory)
		cmd.Stderr = &complaint
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		end = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
		t.Cleanup(end)
		return end
	}
	end := run()
	got := visit(t, address, "video.example.org", time.Minute)
	if !slices.Equal(got.DNSNames, []string{"video.example.org"}) ||
		!strings.Contains(got.Issuer.CommonName, "Pebble") {
		t.Errorf("for %v by %s", got.DNSNames, got.Issuer)
	}
	if _, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true,
		ServerName: "other.example.org"}); err == nil { //nolint:gosec // none is to come
		t.Error("a certificate for any name")
	}
	end()
	stop()
	run()
	if again := visit(t, address, "video.example.org", 20*time.Second); again.SerialNumber.Cmp(
		got.SerialNumber) != 0 {
		t.Error("another certificate after a restart")
	}
}

// TestCertificateFiles: a renewed certificate is taken without a restart; one
// that cannot be read leaves the old one.
func TestCertificateFiles(t *testing.T) {
	dir := t.TempDir()
	cert, key := signed(t, dir, "a.example.org")
	f := &certificateFiles{cert: cert, key: key}
	name := func() string {
		f.looked = time.Time{}
		pair, err := f.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.DNSNames[0]
	}
	later := func(seconds int) {
		when := time.Now().Add(time.Duration(seconds) * time.Second)
		if err := os.Chtimes(cert, when, when); err != nil {
			t.Fatal(err)
		}
	}
	if got := name(); got != "a.example.org" {
		t.Error(got)
	}
	signed(t, dir, "b.example.org")
	later(1)
	if got := name(); got != "b.example.org" {
		t.Errorf("after renewal %s", got)
	}
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	later(2)
	if got := name(); got != "b.example.org" {
		t.Errorf("half written: %s", got)
	}
}

func TestCertificateFlags(t *testing.T) {
	for _, c := range []Config{{ACME: true}, {ACME: true, PublicURL: "http://a.example.org"},
		{ACME: true, PublicURL: "https://a.example.org", TLSCert: "x"},
		{TLSCert: "nowhere", TLSKey: "nowhere"}} {
		if _, err := c.certificates(slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	if got, err := (Config{}).certificates(nil); got != nil || err != nil {
		t.Errorf("without flags: %v, %v", got, err)
	}
}
