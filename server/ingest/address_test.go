package ingest

import (
	"net/netip"
	"testing"
)

// TestPublicAddresses: imports reach the Internet, and nothing that is within,
// special, or IPv4 in disguise.
func TestPublicAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "193.0.0.1": true, "2a00:1450:4001::1": true, "2600::1": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.31.255.255": false, "192.168.0.1": false,
		"169.254.169.254": false, "0.0.0.0": false, "100.64.0.1": false,
		"192.0.0.8": false, "192.0.2.1": false, "192.88.99.1": false, "198.18.0.1": false, "198.51.100.1": false,
		"203.0.113.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::1": false, "::": false, "::127.0.0.1": false, "::8.8.8.8": false, "64:ff9b::8.8.8.8": false,
		"64:ff9b:1::8.8.8.8": false, "100::1": false, "fe80::1": false, "fec0::1": false, "fc00::1": false,
		"ff02::1": false, "2001::1": false, "2001:2::1": false, "2001:20::1": false, "2001:db8::1": false,
		"2002:7f00:1::1": false, "3fff::1": false, "5f00::1": false, "4000::1": false,
	} {
		if got := public(netip.MustParseAddr(text).Unmap()); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
