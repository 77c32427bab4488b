// Looks for the members that a list names, right after setup: in an object, and of
// a player and its plugins on the prototype too. Gives those that are missing.
window.missing = (sections) => {
	const player = KalturaPlayer.setup({ targetId: "player", provider: { partnerId: 101, uiConfId: 1 }, plugins: { dualscreen: {}, navigation: {}, "playkit-js-transcript": {} } });
	const every = Object.keys(player.plugins);
	const inherited = (o, name) => {
		for (let p = Object.getPrototypeOf(o); p && p !== Object.prototype; p = Object.getPrototypeOf(p)) if (Object.getOwnPropertyDescriptor(p, name)) return true;
		return false;
	};
	/** What stands for a section: objects to look into, and what else has to be so. */
	const find = (section) => {
		const [kind, name] = section.split(" ");
		if (kind === "every") return { objects: every.map((p) => player.plugins[p]) };
		if (kind === "plugins") return { objects: [player.plugins, KalturaPlayer.plugins], also: (m, o) => Object.keys(o).includes(m) };
		if (kind === "plugin") return { objects: [player.plugins[name]], also: (m, o) => KalturaPlayer.plugins[name].Plugin.prototype.isPrototypeOf(o) };
		if (kind === "service") return { objects: player.hasService(name) ? [player.getService(name)] : [undefined], also: (m, o) => Object.keys(o).includes(m) || inherited(o, m) };
		if (kind === "player") return { objects: [player], also: (m) => inherited(player, m) && inherited(Object.create(KalturaPlayer.KalturaPlayer.prototype), m) };
		return { objects: [section.split(".").reduce((o, key) => o?.[key], section.startsWith("player.") ? { player } : { KalturaPlayer })] };
	};
	const out = [];
	for (const [section, members] of sections) {
		const { objects, also = () => true } = find(section);
		for (const m of members) if (!objects.length || !objects.every((o) => o && m in o && also(m, o))) out.push(section + ": " + m);
	}
	return out;
};
