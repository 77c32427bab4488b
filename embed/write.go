package embed

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
)

// Script is the answer to a script URL: the loader and the account's data, then
// what starts a player if the URL says what to play. The loader stands in a
// function that tells it where its files are; there it leaves the namespace
// where it may not be global.
func Script(r *Request, p Player, loader []byte, playerBase string) ([]byte, error) {
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	told := map[string]any{"base": playerBase}
	global := !r.Factory && !r.Module
	if !global {
		told["lib"] = nil
	}
	if r.Module {
		told["config"] = data
	}
	var b script
	if r.Module {
		b.add("const diptychEmbed=", told, ";if(typeof document!==\"undefined\"){\n", loader, "}\n",
			moduleExports)
		return b.text, b.err
	}
	b.add("(function(){var diptychEmbed=", told, ";\n", loader)
	if r.Factory {
		b.add("(window.KalturaPlayers=window.KalturaPlayers||{})[", p.UIConfID, "]={config:", data,
			",lib:diptychEmbed.lib};")
	}
	b.add("})();\n")
	if global {
		b.add("window.__kalturaplayerdata=", data, ";\n")
	}
	if r.Auto {
		b.auto(r, p)
	}
	return b.text, b.err
}

// moduleExports make the script an ES module without globals. Where there is no
// document (rendering on a server) it can be imported, but makes no player.
const moduleExports = `export const KalturaPlayer=diptychEmbed.lib;
export const config=diptychEmbed.config;
export default KalturaPlayer;
export function setup(options){
if(!KalturaPlayer)throw new Error("a player needs a document");
return KalturaPlayer.setup(options);
}
`

// script is JavaScript text, put together of code (string), of a file ([]byte)
// and of values as JSON.
type script struct {
	text []byte
	err  error
}

func (s *script) add(parts ...any) {
	for _, part := range parts {
		switch v := part.(type) {
		case string:
			s.text = append(s.text, v...)
		case []byte:
			s.text = append(s.text, v...)
		default:
			text, err := safeJSON(v)
			s.text, s.err = append(s.text, text...), errors.Join(s.err, err)
		}
	}
}

// auto starts a player; it leaves the globals config and kalturaPlayer
// (reference: player-api §7.3).
func (s *script) auto(r *Request, p Player) {
	method, argument, _ := r.Load()
	s.add("try{window.config=", r.Setup(p, r.TargetID),
		";window.kalturaPlayer=KalturaPlayer.setup(window.config);window.kalturaPlayer.", method, "(", argument,
		");}catch(e){console.error(e.message);}\n")
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
{{if .OEmbed -}}
<link rel="alternate" type="application/json+oembed" href="{{.OEmbed}}&amp;format=json" title="{{.Title}}">
<link rel="alternate" type="text/xml+oembed" href="{{.OEmbed}}&amp;format=xml" title="{{.Title}}">
{{end}}<title>{{.Title}}</title>
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
	return fmt.Appendf(nil, "<script type=\"text/plain\">%s</script><i hidden></i>\n",
		base64.StdEncoding.EncodeToString(piece))
}

// Document is what an iframe document shows besides the player.
type Document struct {
	Title, CSS string
	Loader     []byte // the player's script
	Referrer   string // the request's
	Inline     any    // when not nil, tells the loader what FrameParts follow
	OEmbed     string // the address that describes it to other sites
}

// Frame is the iframe document. The player's script stands in it, since another
// request would cost the first picture two round trips; the policy names it by its
// hash (FrameHash), so that nothing else inline runs. It is the same in every
// document: the account and what to play are data. The document is open: FrameEnd
// closes it.
func Frame(r *Request, p Player, d Document) ([]byte, error) {
	method, argument, _ := r.Load()
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	relative(data, p.BaseURL)
	plan := map[string]any{"inline": d.Inline, "data": data, "config": r.Setup(p, FrameTarget), "method": method,
		"argument": argument, "referrer": d.Referrer}
	text, err := safeJSON(plan)
	if err != nil {
		return nil, err
	}
	return d.write(text)
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
	text, err := Document{Title: "Player", CSS: css, Loader: loader}.write(nil)
	return append(text, FrameEnd...), err
}

func (d Document) write(plan []byte) ([]byte, error) {
	var b bytes.Buffer
	err := frame.Execute(&b, map[string]any{"Title": d.Title, "CSS": template.CSS(d.CSS),
		"Script": template.JS(d.Loader), "Plan": template.JS(plan),
		"OEmbed": d.OEmbed}) //nolint:gosec // our own files, and JSON with < > & escaped
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
