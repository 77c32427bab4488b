// player.playlist, answered from what Go has published (player/playlist.go;
// reference: player-api §1.7).
import { at, copyDeep, mergeDeep, type Dict } from "./objects";

interface Host {
	facts: Dict;
	readonly config: Dict;
	ask(method: string, ...args: unknown[]): unknown;
}

export class PlaylistItem {
	constructor(
		private readonly fact: () => unknown,
		readonly index: number,
	) {}

	get sources(): unknown {
		return at(this.fact(), "sources") ?? {};
	}
	get config(): unknown {
		return at(this.fact(), "config") ?? undefined;
	}
	get plugins(): unknown {
		return at(this.fact(), "plugins") ?? {};
	}
	isPlayable(): boolean {
		return at(this.fact(), "playable") === true;
	}
}

export class Playlist {
	private list: PlaylistItem[] = [];
	private loads: unknown; // of the list that the items are of

	constructor(private readonly host: Host) {}

	private fact(name: string): unknown {
		return at(this.host.facts, "playlist." + name);
	}
	private item(name: string): PlaylistItem | null {
		return this.items[this.fact(name) as number] ?? null;
	}
	/** What Go has, else the defaults with the page's config. */
	private own(name: string, defaults: Dict): unknown {
		return copyDeep(
			this.fact(name) ??
				mergeDeep(defaults, at(this.host.config, "playlist." + name) as Dict | undefined),
		);
	}

	get items(): PlaylistItem[] {
		const count = (this.fact("count") as number | undefined) ?? 0;
		if (this.loads !== this.fact("loads") || this.list.length !== count) {
			this.loads = this.fact("loads");
			const { host } = this;
			this.list = Array.from(
				{ length: count },
				(_, i) => new PlaylistItem(() => host.facts["playlistItem" + i], i),
			);
		}
		return this.list;
	}
	get current(): PlaylistItem | null {
		return this.item("index");
	}
	get next(): PlaylistItem | null {
		return this.item("next");
	}
	get prev(): PlaylistItem | null {
		return this.item("prev");
	}
	get id(): unknown {
		return this.fact("id") ?? "";
	}
	get poster(): unknown {
		return this.fact("poster") ?? "";
	}
	get metadata(): unknown {
		return this.own("metadata", { name: "", description: "" });
	}
	get options(): unknown {
		return this.own("options", {
			autoContinue: true,
			loop: false,
			imageDuration: 5,
			documentDuration: 10,
		});
	}
	get countdown(): unknown {
		return this.own("countdown", { duration: 10, showing: true });
	}

	playNext(): void {
		this.host.ask("playNext");
	}
	playPrev(): void {
		this.host.ask("playPrev");
	}
	playItem(index: number): void {
		this.host.ask("playItem", index);
	}
	configure(config: Dict): void {
		this.host.ask("configurePlaylist", config);
	}
	load(data: Dict, config?: Dict, entries?: unknown): void {
		this.host.ask("setPlaylist", data, config ?? {}, at(entries, "entries") ?? entries ?? []);
	}
	reset(): void {
		this.host.ask("resetPlaylist");
	}
	destroy(): void {
		this.reset();
	}
}
