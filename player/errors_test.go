package player_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

const (
	oneSession = `{"ks":"K"}`
	oneEntry   = `{"objects":[{"id":"0_a","status":2,"mediaType":1,"duration":20}]}`
	sources    = `"sources":[{"format":"applehttp","deliveryProfileId":1,"url":"http://x/main.m3u8",` +
		`"protocols":"http","flavorIds":""}],"flavorAssets":[]`
	oneContext = `{"actions":[],"messages":[],` + sources + `}`
	noObjects  = `{"objects":[]}`
)

func answers(list ...string) string { return "[" + strings.Join(list, ",") + "]" }

func denied(code string) string {
	return `{"actions":[{"type":1}],"messages":[{"code":"` + code + `"}],` + sources + `}`
}

func withStatus(n int) string {
	return strings.Replace(oneEntry, `"status":2`, fmt.Sprint(`"status":`, n), 1)
}

const apiException = `{"objectType":"KalturaAPIException","code":"ENTRY_ID_NOT_FOUND","message":"no"}`

// failing are answers of a backend, and what a player makes of them.
var failing = map[string]struct {
	body     string
	status   int
	category int
	provider string // category/code
	tries    int
}{
	"exception": {answers(oneSession, noObjects, apiException, noObjects), 200, 7, "1/1006", 1},
	"session refused": {
		answers(apiException, apiException, apiException, apiException), 200, 7, "1/1006", 1,
	},
	"deleted":    {answers(oneSession, withStatus(3), apiException, noObjects), 200, 19, "2/2004", 1},
	"importing":  {answers(oneSession, withStatus(0), oneContext, noObjects), 200, 12, "2/2002", 1},
	"converting": {answers(oneSession, withStatus(1), oneContext, noObjects), 200, 12, "2/2002", 1},
	"session restricted": {
		answers(oneSession, oneEntry, denied("SESSION_RESTRICTED"), noObjects), 200, 14, "2/2001", 1,
	},
	"country": {
		answers(oneSession, oneEntry, denied("COUNTRY_RESTRICTED"), noObjects), 200, 13, "2/2001", 1,
	},
	"address": {
		answers(oneSession, oneEntry, denied("IP_RESTRICTED"), noObjects), 200, 15, "2/2001", 1,
	},
	"site": {
		answers(oneSession, oneEntry, denied("SITE_RESTRICTED"), noObjects), 200, 16, "2/2001", 1,
	},
	"other rule": {answers(oneSession, oneEntry, denied("X"), noObjects), 200, 18, "2/2001", 1},
	"not yet": {
		answers(oneSession, oneEntry,
			`{"actions":[],"messages":[{"code":"SCHEDULED_RESTRICTED"}],`+sources+`}`, noObjects), 200,
		17, "2/2003", 1,
	},
	"not yet, blocked": {
		answers(oneSession, oneEntry, denied("SCHEDULED_RESTRICTED"), noObjects), 200, 7, "2/2001", 1,
	},
	"no sources": {
		answers(oneSession, oneEntry, `{"actions":[],"messages":[],"sources":[]}`, noObjects), 200, 7,
		"2/3001", 1,
	},
	"too few":    {answers(oneSession), 200, 7, "1/1007", 1},
	"no batch":   {`"hello"`, 200, 7, "1/1005", 1},
	"no JSON":    {`<html>`, 200, 7, "1/1005", 1},
	"status 500": {`{}`, 500, 7, "1/1001", 1},
	"network":    {`{}`, 0, 7, "1/1002", 23}, // within 40 s
	"silence":    {``, 0, 7, "1/1003", 4},
}

// TestErrorTable: what the backend says, the error that the page sees, and the
// provider's own, with which the promise is rejected (reference: player-api §4.4).
func TestErrorTable(t *testing.T) {
	t.Parallel()
	for name, x := range failing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := playertest.NewScripted(nil)
			p.Status, p.API = x.status, func(string) string { return x.body }
			p.Player.CallAsync("loadMedia", value.List{value.Map{"entryId": "0_a"}, value.Map{}}, 1)
			p.Clock.Run(60_000)
			want := fmt.Sprintf("error 2/%d/7002", x.category)
			if got := strings.Join(p.Tape, " "); got != want {
				t.Errorf("events %q, want %q", got, want)
			}
			rejected := p.Settled[1]
			got := fmt.Sprintf("%d/%d", value.Int(rejected, "category"), value.Int(rejected, "code"))
			if got != x.provider || value.Int(rejected, "severity") != 2 {
				t.Errorf("rejected with %v, want %s", rejected, x.provider)
			}
			if len(p.Errors) == 1 && value.JSON(value.Get(p.Errors[0], "data")) != value.JSON(rejected) {
				t.Errorf("the event's data %v are not what the promise is rejected with", p.Errors[0])
			}
			if len(p.Asked) != x.tries {
				t.Errorf("asked %d times, want %d", len(p.Asked), x.tries)
			}
			if !p.Player.CanRetry() || p.Player.Loading() {
				t.Error("there is no way on")
			}
		})
	}
}

// TestMissingID: reference: player-api §4.4, 3000.
func TestMissingID(t *testing.T) {
	t.Parallel()
	p := playertest.NewScripted(nil)
	p.Player.CallAsync("loadMedia", value.List{value.Map{}, value.Map{}}, 1)
	if got := strings.Join(p.Tape, " "); got != "error 2/7/7002" || value.Int(p.Settled[1], "code") != 3000 {
		t.Errorf("%s, %v", got, p.Settled[1])
	}
}

// TestRetryPlays: who wanted to play plays after another try.
func TestRetryPlays(t *testing.T) {
	t.Parallel()
	p := playertest.NewScripted(nil)
	p.HLS(20, 500_000)
	p.Speed = func(float64) float64 { return 10_000_000 }
	p.Status, p.API = 503, func(string) string { return answers(oneSession, oneEntry, oneContext, noObjects) }
	p.Player.CallAsync("loadMedia", value.List{value.Map{"entryId": "0_a"}, value.Map{}}, 1)
	p.Player.Play()
	p.Clock.Run(100)
	p.Take()
	p.Status = 200
	p.Player.Retry()
	p.Clock.Run(100)
	sameTape(t, "again", p.Take(), "playbackstart → registeredpluginslistevent → changesourcestarted → "+
		"sourceselected → mutechange false → changesourceended → abrmodechanged")
	if !p.Player.Wanted() {
		t.Error("it does not play")
	}
}
