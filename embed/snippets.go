package embed

import (
	"html"
	"net/url"
	"strconv"
	"strings"
)

// ScriptSnippet is the code for a page that starts the player itself.
func ScriptSnippet(base string, partner, uiConf int, entry string) string {
	id := strconv.Itoa(uiConf)
	return strings.NewReplacer("{base}", base, "{pid}", strconv.Itoa(partner), "{ui}", id, "{entry}",
		entry).Replace(
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
	return strings.NewReplacer("{url}", FrameURL(base, partner, uiConf, entry)).Replace(
		`<iframe src="{url}"
  style="width: 100%; aspect-ratio: 16 / 9; border: 0" title="Lecture"
  allow="autoplay *; fullscreen *; encrypted-media *" allowfullscreen></iframe>`)
}

// FrameURL is the address of an entry's iframe document.
func FrameURL(base string, partner, uiConf int, entry string) string {
	return base + "/p/" + strconv.Itoa(partner) + "/embedPlaykitJs/uiconf_id/" + strconv.Itoa(uiConf) +
		"?iframeembed=true&entry_id=" + url.QueryEscape(entry)
}

// FrameHTML is an iframe of a fixed size, pixels.
func FrameHTML(address, title string, width, height int) string {
	return `<iframe src="` + html.EscapeString(address) + `" width="` + strconv.Itoa(width) + `" height="` +
		strconv.Itoa(height) + `" title="` + html.EscapeString(title) +
		`" style="border: 0; max-width: 100%" allow="autoplay *; fullscreen *; encrypted-media *" ` +
		`allowfullscreen></iframe>`
}
