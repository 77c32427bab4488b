// kit.js: KalturaPlayer.ui beyond Preact, for pages with plugins or components of
// their own (reference: player-api §8.1).
import { h } from "preact";
import { mediaCapabilities } from "../core/capabilities";
import { at, mergeDeep, type Dict } from "../objects";
import type { Equipment, ReduxStore } from "../ports";
import { capabilities } from "./capabilities";
import { castMembers } from "./cast";
import { components } from "./components";
import { effects, follow } from "./connector";
import { Root, withEventManager } from "./context";
import css from "./kit.css";
import { drawn, type KitHost } from "./host";
import { execute, jsonp } from "./http";
import { preacti18n } from "./i18n";
import { ProviderParser } from "./parser";
import { createPortal } from "./portal";
import { createStore, redux } from "./redux";
import { coreMembers } from "./members";
import { around, useSelector } from "./selection";
import { members as reducerMembers } from "./reducers";
import { request, send } from "./requests";
import { responseTypes } from "./response-types";
import { getDurationAsText, utils } from "./utils";

const presets = Object.fromEntries(
	["ads", "doc", "error", "idle", "img", "live", "playback"].map((name) => [name + "UI", () => null]),
);

/** shown is the store as pages see it, which stands before the one made here. */
function equip(host: KitHost, shown: ReduxStore): Equipment {
	drawn.registry = host.registry;
	const store = createStore((before, now) => act(before, now));
	const act = effects(host);
	const close = follow(host, store);
	const { player, config } = host.host;
	const dictionary = mergeDeep(
		nested(host.words),
		at(config, "ui.translations.en") as Dict,
		at(config, "ui.translations." + String(at(config, "ui.locale") ?? "en").toLowerCase()) as Dict,
	);
	return { store, css, wrap: (children) => h(Root, { player, store: shown, dictionary }, children), close };
}

/** "a.b" as a tree. */
function nested(words: Record<string, string>): Dict {
	const out: Dict = {};
	for (const [key, text] of Object.entries(words))
		mergeDeep(
			out,
			key.split(".").reduceRight<unknown>((inner, part) => ({ [part]: inner }), text) as Dict,
		);
	return out;
}

export const kit = {
	equip,
	request,
	send,
	mediaCapabilities,
	capabilities,
	execute,
	jsonp,
	responseTypes,
	castMembers,
	coreMembers,
	ProviderParser,
	// Plugins ask for the store outside of components too.
	useStore: (otherwise?: ReduxStore) => around() ?? otherwise,
	useSelector: (
		otherwise: ReduxStore | undefined,
		select: (s: Dict) => unknown,
		equal?: (a: unknown, b: unknown) => boolean,
	) => (around() ? useSelector(select, equal) : select(otherwise?.getState() ?? {})),
	members: {
		Components: components,
		components,
		Presets: presets,
		presets,
		Reducers: reducerMembers,
		reducers: reducerMembers,
		Utils: utils,
		utils,
		redux,
		preacti18n,
		createPortal,
		getDurationAsText,
		withEventManager,
		getOverlayPortalElement: (player: { config: Dict }) =>
			document
				.getElementById(String(at(player.config, "ui.targetId") ?? player.config.targetId))
				?.querySelector(".overlay-portal") ?? null,
	} as Dict,
};
