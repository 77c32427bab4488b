package embed

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// Script is the dynamic embed: the loader and the account's data.
func Script(p Player, loader []byte, playerBase string, factory bool) ([]byte, error) {
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	text, err := safeJSON(data)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	base, err := safeJSON(playerBase)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "window.__diptychbase=%s;\n", base)
	b.Write(loader)
	if factory {
		fmt.Fprintf(&b, "\n(window.KalturaPlayers=window.KalturaPlayers||{})[%d]={config:%s,lib:window.KalturaPlayer};\n", p.UIConfID, text)
	} else {
		fmt.Fprintf(&b, "\nwindow.__kalturaplayerdata=%s;\n", text)
	}
	return b.Bytes(), nil
}

// Auto is the script that starts a player (reference: player-api §7.3), to be
// put behind Script.
func Auto(r *Request, p Player) ([]byte, error) {
	method, argument, ok := r.Load()
	if !ok {
		return []byte("\nconsole.error(\"kaltura player: no entry_id, playlist_id or external_source given\");\n"), nil
	}
	config, err := safeJSON(r.Setup(p, r.TargetID))
	if err != nil {
		return nil, err
	}
	media, err := safeJSON(argument)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "\ntry{var config=%s;var kalturaPlayer=KalturaPlayer.setup(config);kalturaPlayer.%s(%s);}catch(e){console.error(e.message);}\n", config, method, media), nil
}

// safeJSON is JSON that may stand in a script element.
func safeJSON(v any) ([]byte, error) {
	text, err := json.Marshal(v) // escapes <, >, & and the line separators
	if err != nil {
		return nil, fmt.Errorf("embed: %w", err)
	}
	return text, nil
}

// FrameTarget is the element that the iframe document's player stands in.
const FrameTarget = "player_container"

var frame = template.Must(template.New("frame").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>{{.Title}}</title>
<style>{{.CSS}}</style>
</head>
<body>
<div id="player_container"></div>
{{if .Plan}}<script type="application/json" id="diptych-frame">{{.Plan}}</script>
{{end}}<script data-frame="{{if .Plan}}diptych-frame{{end}}">{{.Script}}</script>
`))

// FrameEnd closes the document.
const FrameEnd = "</body>\n</html>\n"

// FramePart is a piece of the answer to the start request of the document's
// media, as data in the document itself; the loader reads it as it comes.
func FramePart(piece []byte) []byte {
	return fmt.Appendf(nil, "<script type=\"text/plain\">%s</script><i hidden></i>\n", base64.StdEncoding.EncodeToString(piece))
}

// Frame is the iframe document. The player's script stands in it, since another
// request would cost the first picture two round trips; the policy names it by its
// hash (FrameHash), so that nothing else inline runs. It is the same in every
// document: the account and what to play are data.
//
// inline, when not nil, tells the loader what FrameParts follow. The document is open: FrameEnd closes it.
func Frame(r *Request, p Player, title, css string, loader []byte, referrer string, inline any) ([]byte, error) {
	method, argument, ok := r.Load()
	if !ok {
		method = ""
	}
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	relative(data, p.BaseURL)
	plan := map[string]any{"inline": inline, "data": data, "config": r.Setup(p, FrameTarget), "method": method, "argument": argument, "referrer": referrer}
	text, err := safeJSON(plan)
	if err != nil {
		return nil, err
	}
	return document(title, css, loader, text)
}

// relative leaves out addresses that are the document's own: it finds them by
// where it is, also behind a proxy that has another name.
func relative(data map[string]any, base string) {
	env := section(section(data, "provider"), "env")
	for key, v := range env {
		if v == base || v == base+"/api_v3" {
			delete(env, key)
		}
	}
}

// RemoteFrame is the document in which a player runs for a page that forbids
// WebAssembly; what to play comes by message from that page.
func RemoteFrame(css string, loader []byte) ([]byte, error) {
	text, err := document("Player", css, loader, nil)
	return append(text, FrameEnd...), err
}

func document(title, css string, loader, plan []byte) ([]byte, error) {
	var b bytes.Buffer
	err := frame.Execute(&b, map[string]any{"Title": title, "CSS": template.CSS(css), "Script": template.JS(loader), "Plan": template.JS(plan)}) //nolint:gosec // our own files, and JSON with < > & escaped
	if err != nil {
		return nil, fmt.Errorf("embed: %w", err)
	}
	return b.Bytes(), nil
}

// FrameHash is the source expression of a script that stands in a document
// (CSP Level 3 §2.3.1, hash-source).
func FrameHash(loader []byte) string {
	sum := sha256.Sum256(loader)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// ScriptSnippet is the code for a page that starts the player itself.
func ScriptSnippet(base string, partner, uiConf int, entry string) string {
	id := strconv.Itoa(uiConf)
	return strings.NewReplacer("{base}", base, "{pid}", strconv.Itoa(partner), "{ui}", id, "{entry}", entry).Replace(
		`<div id="player" style="width: 100%; aspect-ratio: 16 / 9"></div>
<script src="{base}/p/{pid}/embedPlaykitJs/uiconf_id/{ui}/kaltura-player.js"></script>
<script>
  const player = KalturaPlayer.setup({
    targetId: "player",
    provider: { partnerId: {pid}, uiConfId: {ui} }
  });
  player.loadMedia({ entryId: "{entry}" });
</script>`)
}

// FrameSnippet is the code for a page that takes an iframe.
func FrameSnippet(base string, partner, uiConf int, entry string) string {
	return strings.NewReplacer("{base}", base, "{pid}", strconv.Itoa(partner), "{ui}", strconv.Itoa(uiConf), "{entry}", entry).Replace(
		`<iframe src="{base}/p/{pid}/embedPlaykitJs/uiconf_id/{ui}?iframeembed=true&entry_id={entry}"
  style="width: 100%; aspect-ratio: 16 / 9; border: 0" title="Lecture"
  allow="autoplay *; fullscreen *; encrypted-media *" allowfullscreen></iframe>`)
}
