// What every component can reach.
import { createContext, type ComponentType } from "preact";
import type { Translate } from "../lang";
import type { Rect, Stage, StreamRect, UIHost } from "../ports";
import type { Store } from "../store";

export interface PlayerContext {
	host: UIHost;
	store: Store;
	stage: Stage;
	t: Translate;
	/** Components by the names that Go's trees use (registry.ts). */
	registry: Record<string, ComponentType<any>>;
	/** Asks Go for something the viewer wants; gives its answer. */
	action(name: string, payload?: unknown): unknown;
}

/** One context serves all parts of the page's user interface, which are scripts of their own. */
const key = Symbol.for("diptych.player");
const scope = globalThis as unknown as Record<symbol, ReturnType<typeof createContext<PlayerContext>>>;
export const Player = (scope[key] ??= createContext<PlayerContext>(undefined as unknown as PlayerContext));

// Shapes of the slices that Go publishes (player/ui/slices.go).

export interface EngineSlice {
	state?: string;
	prePlayback?: boolean;
	ended?: boolean;
	title?: string;
	poster?: string;
	live?: boolean;
	unmute?: boolean;
	away?: boolean;
	pip?: boolean;
	audio?: boolean;
	image?: string;
}
export interface Choice {
	id: string;
	label: string;
	active: boolean;
	language?: string;
	height?: number;
}
export interface SettingsSlice {
	quality?: Choice[];
	captions?: Choice[];
	audio?: Choice[];
	auto?: boolean;
	speeds?: number[];
	speed?: number;
	captionsOn?: boolean;
	showCC?: boolean;
	showAudio?: boolean;
	showSpeed?: boolean;
	showQuality?: boolean;
	menus?: Record<string, boolean>;
	seekSeconds?: number;
}
export interface ListedItem {
	title: string;
	poster: string;
}
export interface PlaylistSlice {
	count?: number;
	next?: ListedItem;
	prev?: ListedItem;
	continues?: boolean;
	duration?: number;
	timeToShow?: number;
	showing?: boolean;
}
export interface TimeSlice {
	current?: number;
	duration?: number;
	buffered?: number;
}
/** What the viewer may do in a live stream; from is where what it keeps begins, seconds. */
export interface LiveSlice {
	dvr?: boolean;
	edge?: boolean;
	from?: number;
}
export interface MediaSlice {
	paused?: boolean;
	volume?: number;
	muted?: boolean;
	fullscreen?: boolean;
	inPip?: boolean;
}
export interface DualSlice {
	layout?: string;
	streams?: StreamRect[];
	pip?: Rect & { corner: string; primary: boolean };
	sides?: Rect[];
	minis?: (Rect & { id: string })[];
	others?: Source[];
	size?: number;
	notice?: string;
	/** The slide that stands, and those to fetch ahead. */
	image?: { url: string; alt: string };
	preload?: string[];
	/** The second stream; the one that stands in a window of its own; and what to remember of the layout. */
	second?: string;
	popped?: { id: string; label: string } | null;
	keep?: Record<string, unknown> | null;
}
/** A stream that is not shown, with a piece of a sprite or a slide. */
export interface Source {
	id: string;
	label: string;
	picture?: { url: string; x: number; y: number; width: number; height: number; slide?: boolean };
}
export interface PanelItem {
	id: number;
	label: string;
	position: "left" | "right" | "top" | "bottom";
	active: boolean;
	byKeyboard: boolean;
	node: Node;
}
export interface SidePanelsSlice {
	modes?: Record<string, string>;
	items?: PanelItem[];
}
export interface UpperBarSlice {
	icons?: {
		id: number;
		name: string;
		label: string;
		shape: string;
		order: number;
		pressed: boolean;
		disabled: boolean;
	}[];
}
/** A component where Go wants it (player/ui/node.go). */
export interface Node {
	c: string;
	k?: string;
	p?: Record<string, unknown>;
	ch?: Node[];
}
