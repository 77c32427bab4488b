// KalturaPlayer.providers: the backend as plugins speak to it (reference:
// player-api §6). What a title's sources are is decided in Go.
import { copyDeep, type Dict } from "../objects";
import { LogLevel, getLogLevel, setLogLevel, type Level } from "./logger";
import { loadKit, standIns } from "../kit/namespace";
import type { Loader, Wanted } from "../kit/requests";
import { RequestBuilder } from "./request-builder";
import { BaseServiceResult } from "./service-result";

/** Asks Go; a provider that no player has, has one made for it. */
export type Backend = (method: string, info: Dict) => Promise<unknown>;

export class Provider {
	private readonly _partnerId: number;
	private readonly _uiConfId?: number;
	private readonly _widgetId?: string;
	private readonly _playerVersion: string;
	private _ks: string;
	private _isAnonymous?: boolean;
	private readonly options: Dict;

	constructor(
		options: Dict,
		playerVersion: string,
		private readonly backend?: Backend,
	) {
		this.options = options;
		this._partnerId = options.partnerId as number;
		this._uiConfId = options.uiConfId as number | undefined;
		this._widgetId = options.widgetId as string | undefined;
		this._playerVersion = playerVersion;
		this._ks = (options.ks as string | undefined) ?? "";
		this._isAnonymous = this._ks ? undefined : true;
	}

	get env(): Dict {
		const own = {
			useApiCaptions: true,
			loadThumbnailWithKs: false,
			replaceHostOnlyManifestUrls: false,
			serviceParams: { apiVersion: "3.3.0", format: 1 },
		};
		return { ...own, ...copyDeep((this.options.env ?? {}) as Dict) };
	}
	get partnerId(): number {
		return this._partnerId;
	}
	get uiConfId(): number | undefined {
		return this._uiConfId;
	}
	get widgetId(): string {
		return this._widgetId ?? this.defaultWidgetId;
	}
	get defaultWidgetId(): string {
		return "_" + this._partnerId;
	}
	get playerVersion(): string {
		return this._playerVersion;
	}
	get clientTag(): unknown {
		return this.options.clientTag;
	}
	get ks(): string {
		return this._ks;
	}
	set ks(ks: string) {
		this._ks = ks;
	}
	get isAnonymous(): boolean | undefined {
		return this._isAnonymous;
	}
	get LogLevel(): typeof LogLevel {
		return LogLevel;
	}
	getLogLevel(name?: string): Level {
		return getLogLevel(name);
	}
	setLogLevel(level: Level, name?: string): void {
		setLogLevel(level, name);
	}

	getMediaConfig(info: Dict): Promise<unknown> {
		return this.ask("getMediaConfig", info);
	}
	getPlaylistConfig(info: Dict): Promise<unknown> {
		return this.ask("getPlaylistConfig", info);
	}
	getEntryListConfig(info: Dict): Promise<unknown> {
		return this.ask("getEntryListConfig", info);
	}

	/** Who a KS belongs to, from the answer of user.get. */
	initializeUserResponse(response: { id?: string } | undefined): void {
		this._isAnonymous = !response?.id || response.id === "0";
	}

	private ask(method: string, info: Dict): Promise<unknown> {
		return this.backend
			? this.backend(method, info ?? {})
			: Promise.reject(new Error("no player can be made for this provider"));
	}

	/** The API was found here. */
	moved(serviceUrl: string): void {
		this.options.env = { ...(this.options.env as Dict), serviceUrl };
	}

	/** Sends the requests of all loaders as one batch, but those alone that ask for it; each gets the answers to its own. */
	async doRequest(list: Wanted[], ks = this._ks, ..._: unknown[]): Promise<Map<string, Loader>> {
		return (await loadKit()).send(this, list, ks, { RequestBuilder, BaseServiceResult });
	}
}

const types = { BaseServiceResult }; // loaders extend it while they load

export const providers = standIns(
	{ NAME: "@playkit-js/playkit-js-providers-ovp", VERSION: "2.46.0", Provider, RequestBuilder },
	["ResponseTypes", "ProviderParser"],
	(kit) => ({
		ProviderParser: kit.ProviderParser,
		ResponseTypes: { ...types, ...kit.responseTypes(BaseServiceResult) },
	}),
	types,
);
