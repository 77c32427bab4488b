// Package server puts the parts together and listens.
package server

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/netip"
	"runtime"
	"strings"
)

// Config is the serve command's flags; each is also DIPTYCH_<FLAG> in the
// environment.
type Config struct {
	Listen         string `default:"127.0.0.1:8080" env:"DIPTYCH_LISTEN" help:"Address to serve HTTP on."`
	Data           string `default:"data" env:"DIPTYCH_DATA" type:"path" help:"Folder for everything that is kept."`
	Demo           bool   `env:"DIPTYCH_DEMO" help:"Publish a demo lecture."`
	RTMP           string `default:"127.0.0.1:1935" env:"DIPTYCH_RTMP" help:"Address for live ingest (not in use yet)."`
	Database       string `env:"DIPTYCH_DATABASE" help:"postgres://… ; empty means SQLite in the data folder."`
	Storage        string `env:"DIPTYCH_STORAGE" help:"s3://bucket/prefix?endpoint=https://…&region=…&cache=20G; empty means the data folder."`
	Workers        int    `env:"DIPTYCH_WORKERS" help:"Conversions at the same time; 0 chooses by the number of processors."`
	PublicURL      string `env:"DIPTYCH_PUBLIC_URL" name:"public-url" help:"https://host as the outside calls it; empty takes it from each request."`
	TrustedProxies string `env:"DIPTYCH_TRUSTED_PROXIES" name:"trusted-proxies" help:"CIDR,… whose X-Forwarded-* headers are believed."`
	TLSCert        string `env:"DIPTYCH_TLS_CERT" name:"tls-cert" help:"Certificate file for HTTPS."`
	TLSKey         string `env:"DIPTYCH_TLS_KEY" name:"tls-key" help:"Key file for HTTPS."`
	ACME           bool   `env:"DIPTYCH_ACME" help:"Get the certificate for the host of --public-url from Let's Encrypt; the outside reaches --listen at port 443."`
	ACMEDirectory  string `env:"DIPTYCH_ACME_DIRECTORY" name:"acme-directory" hidden:"" help:"Address of another authority; empty is Let's Encrypt."`
	ImportAllow    string `env:"DIPTYCH_IMPORT_ALLOW" name:"import-allow" help:"CIDR,… that imports may reach although they are not public."`
	AccessLog      string `env:"DIPTYCH_ACCESS_LOG" name:"access-log" help:"File for one JSON line a request; - is the standard output, empty writes none."`

	PartnerID   int    `default:"101" env:"DIPTYCH_PARTNER_ID" hidden:"" help:"Number of the first account."`
	AdminSecret string `env:"DIPTYCH_ADMIN_SECRET" hidden:"" help:"Its administrator secret; empty makes one."`
	UserSecret  string `env:"DIPTYCH_USER_SECRET" hidden:"" help:"Its user secret; empty makes one."`
}

// prefixes reads a list of address ranges; a single address stands for itself.
func prefixes(list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, part := range strings.Split(list, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if addr, err := netip.ParseAddr(part); err == nil {
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, fmt.Errorf("address range %q: %w", part, err)
		}
		out = append(out, p)
	}
	return out, nil
}

func (c Config) workers() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return max(1, runtime.NumCPU()/2)
}

func randomSecret() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
