package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"diptych/server/store"
)

// The players that a new account has: one with what a lecture needs, and one with
// what every player has, where the plugins of a page decide.
const (
	lecturePlayer = `{"disableUserCache":false,"plugins":{"uiManagers":{},"kalturaCuepoints":{},` +
		`"timeline":{},"dualscreen":{},"navigation":{},"playkit-js-transcript":{"expandOnFirstPlay":false}},` +
		`"playback":{},"viewability":{},"ui":{}}`
	barePlayer = `{"disableUserCache":false,"plugins":{"uiManagers":{},"kalturaCuepoints":{},` +
		`"timeline":{}},"playback":{},"viewability":{},"ui":{}}`
)

// firstAccount makes an account on an empty data folder. Secrets that nobody
// gave are printed, this once.
func (s *Server) firstAccount(ctx context.Context) error {
	list, err := s.store.Partners(ctx)
	if err != nil || len(list) > 0 {
		return err
	}
	c := &s.Config
	now := time.Now().Unix()
	adminShown, userShown := madeSecret(&c.AdminSecret), madeSecret(&c.UserSecret)
	p := &store.Partner{
		ID:          c.PartnerID,
		Name:        "Diptych",
		AdminSecret: c.AdminSecret,
		UserSecret:  c.UserSecret,
		CreatedAt:   now,
	}
	if err := s.store.Insert(ctx, nil, p); err != nil {
		return err
	}
	fmt.Printf(
		"\nNew account. Keep these; they are not shown again.\n  partner id    %d\n  admin secret  %s\n  "+
			"user secret   %s\n\n", p.ID, adminShown, userShown)
	for i, one := range []struct{ name, config string }{{"Lecture player", lecturePlayer},
		{"Bare player", barePlayer}} {
		u := &store.UIConf{
			ID:        i + 1,
			PartnerID: p.ID,
			Name:      one.name,
			Config:    one.config,
			Width:     1280,
			Height:    720,
			CreatedAt: now,
			UpdatedAt: now,
		}
		if err := s.store.Insert(ctx, nil, u); err != nil {
			return err
		}
	}
	return nil
}

// madeSecret gives a secret that nobody has given, and tells what may be shown of it.
func madeSecret(secret *string) (shown string) {
	if *secret != "" {
		return "(as it was given)"
	}
	*secret = randomSecret()
	return *secret
}

// announce tells where to look.
func (s *Server) announce() {
	scheme := "http"
	if s.Config.secure() {
		scheme = "https"
	}
	host := s.address
	if h, port, err := net.SplitHostPort(host); err == nil && (h == "::" || h == "0.0.0.0" || h == "") {
		host = "localhost:" + port
	}
	base := scheme + "://" + host
	fmt.Printf(
		"Diptych is listening.\n  start page    %s/\n  API           %s/api_v3\n  player        "+
			"%s/p/%d/embedPlaykitJs/uiconf_id/1/kaltura-player.js\n\n", base, base, base, s.Config.PartnerID)
}

// loopback tells whether an address is reached from this machine alone.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// local is how this process reaches itself.
func (s *Server) local() string {
	scheme := "http"
	if s.Config.secure() {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		return scheme + "://" + s.address
	}
	if addr, err := netip.ParseAddr(host); err != nil || addr.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// baseURL is the address that the outside uses, for links.
func (s *Server) baseURL(r *http.Request) string {
	if s.Config.PublicURL != "" {
		return strings.TrimRight(s.Config.PublicURL, "/")
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if s.trusted(r.RemoteAddr) {
		if v := first(r.Header.Get("X-Forwarded-Proto")); v == "http" || v == "https" {
			scheme = v
		}
		if v := first(r.Header.Get("X-Forwarded-Host")); v != "" {
			host = v
		}
	}
	if strings.ContainsFunc(host, func(c rune) bool { return !strings.ContainsRune(hostChars, c) }) {
		host = "invalid"
	}
	return scheme + "://" + host
}

const hostChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]"

func first(list string) string {
	v, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(v)
}

func (s *Server) trusted(remote string) bool {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range s.proxies {
		if p.Contains(ap.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// clientIP is who asks: the last address that no trusted proxy has, read from
// the end of X-Forwarded-For.
func (s *Server) clientIP(r *http.Request) string {
	ip := r.RemoteAddr
	if h, _, err := net.SplitHostPort(ip); err == nil {
		ip = h
	}
	if !s.trusted(r.RemoteAddr) {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		addr, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = addr.String()
		if !s.trusted(netip.AddrPortFrom(addr, 0).String()) {
			break
		}
	}
	return ip
}
