// Package e2e drives the real build in Chromium: the in-process server with its
// demo lecture, pages that embed the player, and other players on our streams.
package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"diptych/web"
)

// site is where the pages of the tests and our server are.
var site siteInfo

type siteInfo struct {
	base  string // our server
	entry string // the demo lecture
	pages *httptest.Server
}

// atEnd ends what tests have started for one another.
var atEnd ends

type ends struct {
	mu   sync.Mutex
	list []func()
}

func (e *ends) add(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, f)
}

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	if err := besides(); err != nil {
		return 0, err
	}
	if _, err := web.Names(); err != nil {
		return 0, err
	}
	site.base = os.Getenv("DIPTYCH_E2E_URL") // a running server with the demo saves its conversion
	if site.base == "" {
		stop, err := serve()
		if err != nil {
			return 0, err
		}
		defer stop()
	}
	if err := await(site.base+"/healthz", 5*time.Minute); err != nil {
		return 0, err
	}
	if err := findEntry(); err != nil {
		return 0, err
	}
	site.pages = httptest.NewServer(pages())
	defer site.pages.Close()
	defer func() {
		browserEnd()
		_ = os.RemoveAll(films)
		for _, end := range atEnd.list {
			end()
		}
	}()
	return m.Run(), nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func await(url string, limit time.Duration) error {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		r, err := http.Get(url)
		if err != nil {
			continue
		}
		_ = r.Body.Close()
		if r.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("%s was not ready within %v", url, limit)
}

// call asks our API with the widget session that players use.
func call(service, action string, params url.Values, out any) error {
	params.Set("format", "1")
	r, err := http.PostForm(site.base+"/api_v3/service/"+service+"/action/"+action, params)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	return json.NewDecoder(r.Body).Decode(out)
}

func findEntry() error {
	var session struct{ KS string }
	if err := call("session", "startWidgetSession", url.Values{"widgetId": {"_101"}}, &session); err != nil {
		return err
	}
	var list struct{ Objects []struct{ ID string } }
	if err := call("baseEntry", "list", url.Values{"ks": {session.KS},
		"filter[referenceIdEqual]": {"demo-lecture"}}, &list); err != nil {
		return err
	}
	if len(list.Objects) == 0 {
		return fmt.Errorf("the demo lecture is not there")
	}
	site.entry = list.Objects[0].ID
	return nil
}

// matrix tells whether rows are wanted that only vary others.
func matrix() bool { return os.Getenv("DIPTYCH_MATRIX") != "" }

// pages serves test pages from an origin of their own, as integrators' pages are.
func pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// A strict policy, with what design decision 10 asks for and nothing more.
		base := r.URL.Query().Get("base") // where the page reaches our server
		if base == "" {
			base = site.base
		}
		w.Header().Set("Content-Security-Policy", strings.ReplaceAll(
			"default-src 'none'; script-src BASE 'wasm-unsafe-eval'; connect-src *; img-src BASE data:; "+
				"media-src blob: *; worker-src blob: BASE; frame-src BASE; style-src 'none'", "BASE", base))
		fmt.Fprintf(w,
			`<!DOCTYPE html><html lang="en"><title>Lecture</title><body><main><h1>Lecture</h1><div `+
				`id="player"></div></main>`)
		if r.URL.Query().Get("bare") == "" {
			fmt.Fprintf(w, `<script src="%s/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js"></script>`, base)
		}
		fmt.Fprint(w, `</body></html>`)
	})
	mux.HandleFunc("/policy", policyPage)
	mux.HandleFunc("/body", bodyPage)
	mux.HandleFunc("/captions", captionPage)
	mux.HandleFunc("/bench", benchPage)
	mux.HandleFunc("/surface/", surfacePage)
	mux.HandleFunc("/module", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w,
			`<!DOCTYPE html><html lang="en"><title>Module</title><body><div id="player" style="width:640px;`+
				`height:360px"></div><script type="module">import * as m from "%s/player/kaltura-player.mjs";`+
				` window.imported = m;</script></body></html>`, site.base)
	})
	mux.HandleFunc("/film/", film)
	mux.HandleFunc("/odd/", oddFile)
	mux.HandleFunc("/order", orderPage)
	mux.Handle("/order/", http.StripPrefix("/order/", http.FileServer(http.Dir("order"))))
	mux.Handle("/npm/", http.StripPrefix("/npm/", http.FileServer(http.Dir("../web/node_modules"))))
	mux.HandleFunc("/other", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w,
			`<!DOCTYPE html><html lang="en"><title>Other</title><body><video width="640" height="360">`+
				`</video><script src="/others/players.js"></script></body></html>`)
	})
	mux.Handle("/others/", http.StripPrefix("/others/", http.FileServer(http.Dir("others"))))
	mux.HandleFunc("/frame", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w,
			`<!DOCTYPE html><html lang="en"><title>Frame</title><body style="margin:0"><iframe id="frame" `+
				`title="Lecture" width="960" height="540" allow="autoplay *; fullscreen *" `+
				`src="%s/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=%s"></iframe></body></html>`,
			site.base, site.entry)
	})
	return mux
}
