// Records what a player tells its page, in words that two players can be
// compared by. The page has a player script; the test calls record and step.
"use strict";

window.tape = [];

/** The names of all events that a player knows. */
function names(table) {
	return Object.values(table).flatMap((v) => (typeof v === "string" ? [v] : names(v)));
}

/** What of a payload is the contract's: values that tell states apart, else the keys. */
function describe(type, payload) {
	if (payload === undefined) return "";
	if (payload === null || typeof payload !== "object") return String(payload);
	switch (type) {
		case "playerstatechanged": return payload.oldState.type + ">" + payload.newState.type;
		case "error": return [payload.severity, payload.category, payload.code].join("/");
		case "mutechange": return String(payload.mute);
		case "abrmodechanged": return payload.mode;
		case "playerreset": return "isChangeMedia:" + payload.isChangeMedia;
		case "texttrackchanged": return payload.selectedTextTrack.language;
		case "textcuechanged": return payload.cues.length ? "cues" : "none";
		case "registeredpluginslistevent": return "list";
		case "playkit-ui-uipresetchange": return payload.from + ">" + payload.to;
		case "visibilitychange": return String(payload.visible);
	}
	return Object.keys(payload).sort().join();
}

function say(text) {
	tape.push({ text, at: Math.round(performance.now()) });
}

/** Writes down everything from now on. */
window.record = (player) => {
	for (const type of new Set(names(player.Event))) {
		player.addEventListener(type, (e) => say((type + " " + describe(type, e.payload)).trim()));
	}
};

/** Makes a player the way a page does. */
window.start = (config) => {
	window.player = KalturaPlayer.setup(config);
	record(player);
};

/** The outcome of a promise goes on the tape too. */
window.outcome = (name, promise) => promise.then(() => say(name + " resolved"), (e) => say(name + " rejected " + [e && e.severity, e && e.category, e && e.code].join("/")));

/** Comes as often as network and screen please. */
const noise = /^(timeupdate|progress|fragloaded|suspend|playkit-ui)/;

/** When something was last told (ms), but for noise. */
const lastAt = () => tape.findLast((e) => !noise.test(e.text))?.at ?? 0;

/** The tape so far where nothing was written for a while (ms), which stays; else nothing. */
window.peek = (quiet) => (performance.now() - lastAt() > quiet ? tape.map((e) => e.text) : []);

/** The tape since the last call, once nothing was written for a while (ms). */
window.take = async (quiet = 500, most = 4000) => {
	const began = performance.now();
	const end = began + most;
	for (;;) {
		if (performance.now() > end || performance.now() - Math.max(began, lastAt()) > quiet) break;
		await new Promise((done) => setTimeout(done, 50));
	}
	return tape.splice(0).map((e) => e.text);
};
