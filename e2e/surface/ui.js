// Names and values of KalturaPlayer.ui, and what its actions make of the state.
const waitFor = async (so) => {
	for (let i = 0; i < 200 && !so(); i++) await new Promise((r) => setTimeout(r, 50));
};

async function walkUI() {
	class Probe extends KalturaPlayer.core.BasePlugin { static isValid() { return true; } }
	KalturaPlayer.core.registerPlugin("surfaceProbe", Probe);
	const { ui } = KalturaPlayer;
	await waitFor(() => Object.keys(ui.Components).includes("Volume"));
	const out = {};
	const kind = (v) => (v === null ? "null" : typeof v === "function" ? "function" : Array.isArray(v) ? "list" : typeof v);
	const plain = (v) => typeof v !== "object" && typeof v !== "function";
	const put = (path, v) => (out[path] = plain(v) ? JSON.stringify(v) ?? "undefined" : kind(v));
	const tree = (path, o, depth) => {
		for (const key of Object.keys(o)) {
			put(path + "." + key, o[key]);
			if (depth > 0 && o[key] && typeof o[key] === "object") tree(path + "." + key, o[key], depth - 1);
		}
	};
	for (const key of Object.keys(ui)) if (key !== "style") put("ui." + key, ui[key]);
	for (const key of ["Components", "Utils", "redux", "preact", "preactHooks", "preacti18n", "Event", "EventType", "ReservedPresetNames", "ReservedPresetAreas", "SidePanelModes", "SidePanelPositions", "MediaInfoDetailsMode", "MediaInfoPosition", "Presets"]) tree("ui." + key, ui[key], 1);
	for (const [name, slice] of Object.entries(ui.Reducers)) {
		put("ui.Reducers." + name, slice);
		if (!slice.actions) continue;
		out[`ui.Reducers.${name} at first`] = JSON.stringify(sorted(slice.initialState));
		for (const [creator, make] of Object.entries(slice.actions)) {
			const action = make("A", { b: 1 });
			const before = slice.default(undefined, { type: "none" });
			let after;
			try {
				after = slice.default(before, action);
			} catch (e) {
				after = { failed: true };
			}
			const changed = Object.fromEntries(Object.entries(after).filter(([key, v]) => JSON.stringify(v) !== JSON.stringify(before[key])));
			out[`ui.Reducers.${name}.${creator}`] = JSON.stringify(sorted([action, changed]));
		}
	}
	for (const key of Object.keys(ui.style)) out["ui.style." + key] = ui.style[key];
	return out;
}

function sorted(v) {
	if (Array.isArray(v)) return v.map(sorted);
	if (typeof v !== "object" || v === null) return v;
	return Object.fromEntries(Object.keys(v).sort().map((key) => [key, sorted(v[key])]));
}
window.walkUI = walkUI;
