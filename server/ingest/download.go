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
	"strings"
	"syscall"
	"time"

	"diptych/server/disk"
	"diptych/server/failure"
	"diptych/server/limits"
)

// Limits of an import.
const (
	maxRedirects = 5
	maxTries     = 4 // in a row that bring nothing
)

// ErrAddress says that a URL leads where imports may not go.
var ErrAddress = errors.New("address not allowed")

// Fetcher downloads files from the public Internet, and from Allow besides. The
// check is made on the address that is dialled, so that neither a redirect nor
// a name that resolves anew can lead inside.
type Fetcher struct {
	Allow []netip.Prefix
}

// errTooLarge says that a file is larger than imports may be.
var errTooLarge = errors.New("the file is too large")

// ErrRefused says that the other server will not give the file, now or later.
var ErrRefused = errors.New("the other server refused")

// Fetch downloads url into a file. What an earlier run has left there is gone on
// with where the other server still has the same (RFC 9110 §13.1.5, §14.2); a
// connection that breaks is made again.
func (f *Fetcher) Fetch(ctx context.Context, url, file string, progress func(done, total int64)) error {
	ctx, cancel := context.WithTimeout(ctx, limits.ImportTime)
	defer cancel()
	client := f.client()
	defer client.CloseIdleConnections()
	for try := 1; ; try++ {
		before := sizeOf(file)
		err := attempt(ctx, client, url, file, progress)
		if err == nil {
			_ = os.Remove(validatorOf(file)) // there may be none
			return nil
		}
		if sizeOf(file) > before {
			try = 0 // it gets on
		}
		if err = told(fmt.Errorf("import: %w", err)); ctx.Err() != nil || settled(err) || try == maxTries {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("import: %w", ctx.Err())
		case <-time.After(time.Duration(try) * time.Second):
		}
	}
}

// told gives what another server will not do, now or later, words for whoever
// asked for the import. Addresses of the inside stay in the log.
func told(err error) error {
	switch {
	case errors.Is(err, ErrAddress):
		return failure.Of("The address leads to where imports may not go.", err)
	case errors.Is(err, errTooLarge):
		return failure.Of("The file is too large.", err)
	case errors.Is(err, ErrRefused):
		return failure.Of("The other server does not give the file.", err)
	}
	return err
}

// settled tells whether trying again at once is of no use.
func settled(err error) bool {
	var final *failure.Final
	var wait *failure.Wait
	return errors.As(err, &final) || errors.As(err, &wait)
}

// validatorOf is the file that holds what the other server called the version.
func validatorOf(file string) string { return file + ".validator" }

func sizeOf(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// attempt asks once for what is missing.
func attempt(ctx context.Context, client *http.Client, url, file string,
	progress func(done, total int64)) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	have := sizeOf(file)
	validator, _ := os.ReadFile(validatorOf(file))
	if have > 0 && len(validator) > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		request.Header.Set("If-Range", string(validator))
	}
	response, err := client.Do(request)
	var unknown *net.DNSError
	if errors.As(err, &unknown) && unknown.IsNotFound {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	flags := os.O_WRONLY | os.O_CREATE
	switch response.StatusCode {
	case http.StatusOK:
		have, flags = 0, flags|os.O_TRUNC
	case http.StatusPartialContent:
		if !strings.HasPrefix(response.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)) {
			return errors.Join(errors.New("the other server sent another range"), os.Remove(file))
		}
		flags |= os.O_APPEND
	case http.StatusRequestedRangeNotSatisfiable: // it may be whole; if not, from the beginning
		if response.Header.Get("Content-Range") == fmt.Sprintf("bytes */%d", have) {
			return nil
		}
		return errors.Join(errors.New("the file has changed"), os.Remove(file))
	default:
		return answered(response)
	}
	if err := os.WriteFile(validatorOf(file), []byte(validatorIn(response.Header)), 0o600); err != nil {
		return failure.Sort(fmt.Errorf("note the version: %w", err))
	}
	return take(response, file, flags, have, progress)
}

// answered is the error of a status; some pass with time.
func answered(r *http.Response) error {
	if s := r.StatusCode; s >= 500 || s == http.StatusRequestTimeout || s == http.StatusTooManyRequests {
		return fmt.Errorf("the other server answered %s", r.Status)
	}
	return fmt.Errorf("%w: %s", ErrRefused, r.Status)
}

// validatorIn is a strong ETag, else the date (RFC 9110 §13.1.5).
func validatorIn(h http.Header) string {
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return h.Get("Last-Modified")
}

func take(r *http.Response, file string, flags int, have int64, progress func(done, total int64)) error {
	out, err := os.OpenFile(file, flags, 0o640)
	if err != nil {
		return failure.Sort(fmt.Errorf("write the file: %w", err))
	}
	total := r.ContentLength
	if total >= 0 {
		total += have
	}
	if total > limits.Import {
		return errors.Join(errTooLarge, out.Close())
	}
	body := &meter{r: io.LimitReader(r.Body, limits.Import+1-have), done: have, total: total, tell: progress}
	n, err := io.Copy(&disk.Writer{File: out}, body)
	err = failure.Sort(err)
	if err = errors.Join(err, out.Close()); err == nil && have+n > limits.Import {
		err = errTooLarge
	}
	return err
}

func (f *Fetcher) client() *http.Client {
	dialer := &net.Dialer{Timeout: 20 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return f.check(address)
	}}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:           dialer.DialContext,
			ResponseHeaderTimeout: time.Minute,
			Proxy:                 nil,
		},
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

// global is where IPv6 addresses of the Internet are (RFC 4291 §2.4); all else
// leads elsewhere, or to IPv4 in disguise.
var global = netip.MustParsePrefix("2000::/3")

// special are the ranges within that are not of the Internet: shared address
// space, benchmarks, documentation, protocol assignments with Teredo among them,
// 6to4 and its relays (IANA special-purpose address registries, RFC 6890).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"),
}

func public(ip netip.Addr) bool {
	if ip.Is6() && !global.Contains(ip) {
		return false
	}
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
