package e2e

import (
	"testing"
	"time"
)

// TestManagers: what plugins in JavaScript ask the services of uiManagers for,
// before the player's scripts are there and after.
func TestManagers(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(`{playback: {autoplay: true, muted: true}, plugins: {dualscreen: {disable: true}, navigation: {}}}`)
	b.do(js(`
		const {h} = KalturaPlayer.ui;
		window.panels = player.getService("sidePanelsManager"), window.bar = player.getService("upperBarManager");
		window.clicks = [];
		const Notes = ({isActive}) => h("div", {class: "notes"}, h("button", {}, isActive ? "open" : "closed"));
		window.ids = [
			panels.add({label: "Notes", panelComponent: Notes, presets: ["Playback"], position: "right",
				expandMode: "alongside"}),
			panels.add({label: "", panelComponent: Notes, presets: ["Playback"], position: "right",
				expandMode: "alongside"}),
			panels.add({label: "Left", panelComponent: Notes, presets: ["Playback"], position: "left",
				expandMode: "over"}),
			panels.add({label: "Nowhere", panelComponent: Notes, presets: ["Playback"], position: "middle",
				expandMode: "over"}),
		].map(String);
		for (const name of ["One", "Two", "Three", "Four", "Five"])
			bar.add({displayName: name, ariaLabel: name, order: 20, svgIcon: {path: "M4 4h24v24h-24z"},
				component: () => h("button", {class: "own", "aria-label": name,
					style: {width: "32px", height: "32px"}}, name[0]), onClick: () => clicks.push(name)});
		panels.activateItem(1);
		await player.loadMedia({entryId: %q});`, site.entry))
	if got := eval[string](b, "ids.join()"); got != "1,undefined,2,undefined" {
		t.Errorf("ids %s", got)
	}
	b.until("the panel of before",
		`document.querySelector(".playkit-side-panel.playkit-right .notes")?.textContent === "open"`,
		15*time.Second)
	b.until("four buttons and a menu",
		`document.querySelectorAll(".playkit-upper-bar .own").length === 3 && `+
			`document.querySelector("[data-testid=navigation_pluginButton]") && `+
			`document.querySelector("[data-upper-bar-more]")`, 15*time.Second)
	b.do(`document.querySelector("[data-upper-bar-more]").click(); await new Promise((r) => setTimeout(r, 200));`)
	b.picture("managers")
	b.accessible()
	b.do(`document.querySelectorAll("[role=menuitem]")[1].click(); ` +
		`document.querySelector(".playkit-upper-bar .own").click();`)
	if got := eval[string](b, "clicks.join()"); got != "Five,One" {
		t.Errorf("clicked %s", got)
	}
	b.do(`panels.activateItem(2); await new Promise((r) => setTimeout(r, 400));`)
	if got := eval[string](b,
		`[panels.isItemActive(1), panels.isItemActive(2), panels.isItemDetached(2), `+
			`document.querySelector(".playkit-side-panel.playkit-right").dataset.mode, `+
			`document.querySelector(".playkit-side-panel.playkit-left").dataset.mode]
				.join()`); got != "false,true,false,hidden,over" {
		t.Errorf("the opposite one opens: %s", got)
	}
	b.do(`document.querySelector("[data-testid=navigation_pluginButton]").click(); await new Promise((r) => ` +
		`setTimeout(r, 300)); panels.activateItem(1);`)
	b.until("a panel of the page takes the place of one in Go",
		`document.querySelector(".playkit-side-panel.playkit-right .notes")?.textContent === "open" && `+
			`!player.getService("navigation").isVisible()`, 5*time.Second)
	b.do(`panels.remove(1); panels.remove(2);
		const {h} = KalturaPlayer.ui;
		player.getService("toastManager").add({title: "Note", text: "A toast", severity: "Info", duration: 60000});
		window.banner = player.getService("bannerManager").add({content: {text: "What is light?"}});
		window.floating = player.getService("floatingManager").add({label: "clock", mode: "Immediate",
			position: "VideoArea", renderContent: (p) => h("b", {class: "clock"}, Math.floor(p.currentTime / 1000))});
		player.getService("componentInjectionManager").inject({position: "top-left",
			component: () => h("i", {class: "injected"}, "x")});`)
	b.until("toast, banner, floating and injected",
		`document.querySelector("[data-testid=toast]") && `+
			`document.querySelector("[data-testid=banner]")?.textContent.includes("Audience asks:") && `+
			`document.querySelector("[data-contrib-item=clock] .clock") && `+
			`document.querySelector(".injected") && banner.visibilityMode === "VISIBLE"`, 5*time.Second)
	b.picture("managers-notes")
	b.do(`floating.remove(); player.getService("componentInjectionManager").remove(); ` +
		`player.getService("bannerManager").remove(); player.getService("toastManager").reset();`)
	b.until("all gone",
		`!document.querySelector("[data-testid=toast], [data-testid=banner], .clock, .injected, .notes")`,
		5*time.Second)
	if n := len(b.console()); n != 2 {
		t.Errorf("two panels are not valid, the console says %q", b.console())
	}
}
