// What the parts of a player know of each other: types alone, so that what is
// drawn, what plugins run in and what the page holds can change apart. Who
// implements them: Page is page-player.ts, Shown plugins/ui-api.ts, MountedUI
// render.ts, UIHost container.ts, Stage layout.ts.
import type { ComponentChildren } from "preact";
import type { TextStyle } from "./core/text-style";
import type { Dict } from "./objects";
import type { Plan } from "./start/plan";
import type { FakeEvent, Listener } from "./target";
import type { Track } from "./tracks";

/** A player as components, services and plugins know it (reference: player-api §1.3, §1.4). */
export interface Page {
	/** What Go has published. */
	readonly facts: Dict;
	readonly config: Dict;
	readonly ui: Shown;
	readonly currentTime: number | null; // seconds
	readonly duration: number | null; // seconds
	readonly paused: boolean | null;
	readonly volume: number | null; // 0 to 1
	readonly muted: boolean | null;
	readonly playbackRate: number | null;
	readonly poster: unknown;
	readonly sources: unknown;
	readonly selectedSource: unknown;
	readonly debugInfo: Dict | null;
	readonly stats: Dict;
	textStyle: TextStyle;
	addEventListener(type: string, listener: Listener): void;
	removeEventListener(type: string, listener: Listener): void;
	dispatchEvent(event: FakeEvent): boolean;
	/** Calls the engine; undefined when it is not there yet. */
	ask(method: string, ...args: unknown[]): unknown;
	configure(config: Dict): void;
	pause(): void;
	getView(): HTMLElement;
	getTracks(type?: string): Track[];
	getMediaInfo(): unknown;
	getMediaConfig(): unknown;
	isLive(): boolean;
	isDvr(): boolean;
	isAudio(): boolean;
	isImage(): boolean;
	isDocument(): boolean;
	isVr(): boolean;
	isCasting(): boolean;
	isFullscreen(): boolean;
	isPictureInPictureSupported(): boolean;
	isInPictureInPicture(): boolean;
	enterPictureInPicture(): void;
	exitPictureInPicture(): void;
	notifyEnterFullscreen(): void;
	notifyExitFullscreen(): void;
}

/** A component for an area of the player (reference: player-api §8.3). */
export interface Definition {
	label?: string;
	presets?: string[];
	area?: string;
	/** Older name of area. */
	container?: string;
	get: any; // a Preact component, or "remove"
	props?: Dict;
	beforeComponent?: string;
	afterComponent?: string;
	replaceComponent?: string;
	/** Name of a component that is taken away. */
	removeComponent?: string;
}

/** A Redux store, as plugins know it. */
export interface ReduxStore {
	getState(): Dict;
	dispatch(action: Dict): Dict;
	subscribe(f: () => void): () => void;
	replaceReducer(reducer: unknown): void;
}

/** player.ui: what a page and its plugins put into the player. */
export interface Shown {
	readonly store: ReduxStore;
	addComponent(d: Definition): () => void;
	/** Loads what JavaScript components need. */
	prepare(): void;
}

/** kit.js, as far as it is the business of a mounted UI (kit/namespace.ts). */
export interface Equips {
	equip(host: any, shown: ReduxStore): Equipment;
}

/** What a mounted player needs to show components of plugins. */
export interface Equipment {
	store: ReduxStore;
	css: string;
	/** Puts what plugins expect around a tree. */
	wrap(children: ComponentChildren): ComponentChildren;
	close(): void;
}

/** What ui.js gives for a mounted player. */
export interface MountedUI {
	apply(patch: Dict): void;
	/** Shows the controls before the engine does; playing tells that play begins by itself. */
	opening(playing: boolean): void;
	/** Title and poster are known. */
	planned(plan: Plan): void;
	/** The first picture is up. */
	shown(): void;
	/** The engine is not to be had; the viewer can try again. What plays goes on. */
	failed(message: string, playing: boolean, retry: () => void): void;
	cues(cues: unknown[]): void;
	captionStyle(style: TextStyle): void;
	captionSettings(settings: Dict): void;
	tick(): void;
	destroy(): void;
	/** Takes what JavaScript components need; gives their store. */
	equip(kit: Equips, store: ReduxStore): ReduxStore;
	/** config.ui has changed. */
	configured(): void;
	/** Shows components of the page and its plugins. */
	components(list: Definition[]): void;
}

/** The captions' part of it, which a player without components has too. */
export type Captions = Pick<MountedUI, "cues" | "captionStyle" | "captionSettings">;

/** What ui.js needs. */
export interface UIHost {
	player: Page;
	root: HTMLElement;
	video: HTMLVideoElement;
	stage: HTMLElement;
	container: HTMLElement;
	config: Dict;
	action(name: string, payload?: unknown): unknown;
	/** Whether the engine has used a key; undefined when it is not there yet. */
	key(key: Dict): boolean | undefined;
	resize(width: number, height: number): void;
	enterFullscreen(): void;
	exitFullscreen(): void;
	/** Tells how several streams go into one small window, or no longer. */
	together(how?: Together): void;
	/** Loads a script that only some players need, such as "lecture.js". */
	part<T>(name: string): Promise<T>;
}

/** All streams in one window that stays on top. */
export interface Together {
	readonly open: boolean;
	/** Undefined where there is one stream only, or no such window. */
	enter(): Promise<unknown> | undefined;
	leave(): void;
}

/** Percent of the stage. */
export interface Rect {
	x: number;
	y: number;
	w: number;
	h: number;
}

/** Where a stream stands (player/ui, plugins/dualscreen/layout.go). */
export interface StreamRect extends Rect {
	id: string;
	z: number;
	fit: string;
	round: boolean;
	hidden: boolean;
}

/** Where the streams stand, for tools that lie over them. */
export interface Stage {
	/** The stream that stands in front, small; and the one behind the others. */
	readonly small: string;
	readonly large: string;
	/** The stream at a point of the window. */
	at(x: number, y: number): StreamRect | undefined;
	box(id: string): HTMLElement | null;
	/** Moves a stream by pixels; no arguments put it back. */
	drag(id: string, dx?: number, dy?: number): void;
}
