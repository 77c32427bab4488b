package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// Limits of an import.
const (
	maxImport    = 64 << 30 // bytes
	importTime   = 6 * time.Hour
	maxRedirects = 5
)

// ErrAddress says that a URL leads where imports may not go.
var ErrAddress = errors.New("address not allowed")

// Fetcher downloads files from the public Internet, and from Allow besides. The
// check is made on the address that is dialled, so that neither a redirect nor
// a name that resolves anew can lead inside.
type Fetcher struct {
	Allow []netip.Prefix
}

// Fetch downloads url into dir and returns the file.
func (f *Fetcher) Fetch(ctx context.Context, url, dir string, progress func(done, total int64)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, importTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", fmt.Errorf("import: %w", err)
	}
	response, err := f.client().Do(request)
	if err != nil {
		return "", fmt.Errorf("import: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("import: the other server answered %s", response.Status)
	}
	out, err := os.CreateTemp(dir, "import-")
	if err != nil {
		return "", fmt.Errorf("import: %w", err)
	}
	body := &meter{r: io.LimitReader(response.Body, maxImport+1), total: response.ContentLength, tell: progress}
	n, err := io.Copy(out, body)
	if err = errors.Join(err, out.Close()); err == nil && n > maxImport {
		err = errors.New("file too large")
	}
	if err != nil {
		_ = os.Remove(out.Name())
		return "", fmt.Errorf("import: %w", err)
	}
	return out.Name(), nil
}

func (f *Fetcher) client() *http.Client {
	dialer := &net.Dialer{Timeout: 20 * time.Second, Control: func(_, address string, _ syscall.RawConn) error { return f.check(address) }}
	return &http.Client{
		Transport: &http.Transport{DialContext: dialer.DialContext, ResponseHeaderTimeout: time.Minute, Proxy: nil},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects || r.URL.Scheme != "http" && r.URL.Scheme != "https" {
				return fmt.Errorf("%w: redirect", ErrAddress)
			}
			return nil
		},
	}
}

// check looks at the address a connection is about to be made to.
func (f *Fetcher) check(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrAddress, address)
	}
	ip := ap.Addr().Unmap()
	for _, p := range f.Allow {
		if p.Contains(ip) {
			return nil
		}
	}
	if !public(ip) {
		return fmt.Errorf("%w: %s", ErrAddress, ip)
	}
	return nil
}

// special are ranges that netip has no predicate for: shared address space,
// benchmarks, documentation, 6to4 and NAT64 (RFC 6890).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("2001:db8::/32"),
}

func public(ip netip.Addr) bool {
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast()
}

type meter struct {
	r           io.Reader
	done, total int64
	tell        func(done, total int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.done += int64(n)
	m.tell(m.done, m.total)
	return n, err
}
