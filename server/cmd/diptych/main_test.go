package main

import (
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
)

// parsed are the flags of a command line.
func parsed(t *testing.T, args ...string) (commands, error) {
	t.Helper()
	var cli commands
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return cli, err
}

// TestFlags: both commands take the same flags, the environment stands behind them.
func TestFlags(t *testing.T) {
	t.Setenv("DIPTYCH_LISTEN", ":1")
	t.Setenv("DIPTYCH_WORKERS", "3")
	dir := t.TempDir()
	cli, err := parsed(t, "serve", "--listen", ":2", "--data", dir, "--public-url", "https://a.example")
	if err != nil {
		t.Fatal(err)
	}
	if c := cli.Serve; c.Listen != ":2" || c.Workers != 3 || c.Data != dir ||
		c.PublicURL != "https://a.example" || c.Demo || c.PartnerID != 101 {
		t.Errorf("%+v", c)
	}
	cli, err = parsed(t, "doctor")
	if err != nil || cli.Doctor.Listen != ":1" || filepath.Base(cli.Doctor.Data) != "data" {
		t.Errorf("%+v, %v", cli.Doctor, err)
	}
	for _, args := range [][]string{{}, {"none"}, {"serve", "--none"}, {"serve", "--workers", "many"}} {
		if _, err := parsed(t, args...); err == nil {
			t.Errorf("%q are flags", args)
		}
	}
}
