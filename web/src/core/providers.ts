// KalturaPlayer.providers: the backend as plugins speak to it (reference:
// player-api §6). What a title's sources are is decided in Go.
import { copyDeep, type Dict } from "../objects";
import { LogLevel, getLogLevel, setLogLevel, type Level } from "./logger";
import { ProviderError, RequestBuilder } from "./request-builder";
import { BaseServiceResult, ResponseTypes } from "./response-types";

/** What a plugin makes for its part of a batch. */
interface Loader { requests: RequestBuilder[]; response: unknown; isValid(): boolean }
interface LoaderClass { id: string; disableMultirequest?: boolean; new (params: Dict): Loader }

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

	constructor(options: Dict, playerVersion: string, private readonly backend?: Backend) {
		this.options = options;
		this._partnerId = options.partnerId as number;
		this._uiConfId = options.uiConfId as number | undefined;
		this._widgetId = options.widgetId as string | undefined;
		this._playerVersion = playerVersion;
		this._ks = (options.ks as string | undefined) ?? "";
		this._isAnonymous = this._ks ? undefined : true;
	}

	get env(): Dict {
		const own = { useApiCaptions: true, loadThumbnailWithKs: false, replaceHostOnlyManifestUrls: false, serviceParams: { apiVersion: "3.3.0", format: 1 } };
		return { ...own, ...copyDeep((this.options.env ?? {}) as Dict) };
	}
	get partnerId(): number { return this._partnerId; }
	get uiConfId(): number | undefined { return this._uiConfId; }
	get widgetId(): string { return this._widgetId ?? this.defaultWidgetId; }
	get defaultWidgetId(): string { return "_" + this._partnerId; }
	get playerVersion(): string { return this._playerVersion; }
	get clientTag(): unknown { return this.options.clientTag; }
	get ks(): string { return this._ks; }
	set ks(ks: string) { this._ks = ks; }
	get isAnonymous(): boolean | undefined { return this._isAnonymous; }
	get LogLevel(): typeof LogLevel { return LogLevel; }
	getLogLevel(name?: string): Level { return getLogLevel(name); }
	setLogLevel(level: Level, name?: string): void { setLogLevel(level, name); }

	getMediaConfig(info: Dict): Promise<unknown> { return this.ask("getMediaConfig", info); }
	getPlaylistConfig(info: Dict): Promise<unknown> { return this.ask("getPlaylistConfig", info); }
	getEntryListConfig(info: Dict): Promise<unknown> { return this.ask("getEntryListConfig", info); }

	/** Who a KS belongs to, from the answer of user.get. */
	initializeUserResponse(response: { id?: string } | undefined): void { this._isAnonymous = !response?.id || response.id === "0"; }

	private ask(method: string, info: Dict): Promise<unknown> {
		return this.backend ? this.backend(method, info ?? {}) : Promise.reject(new Error("no player can be made for this provider"));
	}

	/** Sends the requests of all loaders as one batch, but those alone that ask for it; each gets the answers to its own. */
	async doRequest(list: { loader: LoaderClass; params?: Dict }[], ks = this._ks, ..._: unknown[]): Promise<Map<string, Loader>> {
		const alone = (one: { loader: LoaderClass }) => !!one.loader.disableMultirequest;
		const batches = [list.filter((one) => !alone(one)), ...list.filter(alone).map((one) => [one])].filter((batch) => batch.length || !list.length);
		const answers = await Promise.all(batches.map((batch) => this.batch(batch, ks)));
		return new Map(answers.flatMap((loaders) => [...loaders]));
	}

	private async batch(list: { loader: LoaderClass; params?: Dict }[], ks: string): Promise<Map<string, Loader>> {
		const { serviceUrl, serviceParams } = this.env;
		const loaders = new Map<string, Loader>(), requests: RequestBuilder[] = [];
		const own = new Map<Loader, [from: number, to: number]>();
		const add = (id: string, loader: Loader) => {
			const from = requests.length;
			requests.push(...loader.requests);
			loaders.set(id, loader);
			own.set(loader, [from, requests.length]);
		};
		if (!ks) add("session", new WidgetSession(this.widgetId));
		for (const { loader: Class, params } of list) {
			const loader = new Class(params ?? {});
			if (loader.isValid()) add(Class.id, loader);
		}
		const batch = new RequestBuilder(new Map([["Content-Type", "application/json"]]));
		batch.url = serviceUrl + "/service/multirequest";
		const token = ks || "{1:result:ks}";
		const parts = requests.map(({ service, action, params }, i) => [i + 1, { service, action, ...(service === "session" ? {} : { ks: token }), ...(params as Dict) }]);
		batch.params = { ...(serviceParams as Dict), ks, clientTag: "html5:v" + this._playerVersion, partnerId: this._partnerId, ...Object.fromEntries(parts) };
		const answer = await batch.doHttpRequest();
		const results = (Array.isArray(answer) ? answer : (answer?.result ?? [answer])).map((r: unknown) => new BaseServiceResult(r)) as BaseServiceResult[];
		if (results.some((r) => r.hasError)) throw new ProviderError(2, 1, 1006, { url: batch.url, headers: batch.responseHeaders, results });
		for (const [loader, [from, to]] of own) loader.response = results.slice(from, to);
		return loaders;
	}
}

/** The anonymous session that a batch without a KS begins with. */
class WidgetSession implements Loader {
	readonly requests: RequestBuilder[];
	private ks?: string;

	constructor(widgetId: string) {
		this.requests = [Object.assign(new RequestBuilder(), { service: "session", action: "startWidgetSession", params: { widgetId } })];
	}
	set response(results: BaseServiceResult[]) { this.ks = results[0]?.data?.ks as string; }
	get response(): any { return { ks: this.ks }; }
	isValid(): boolean { return true; }
}

type Answers = Map<string, { response: { playBackContextResult: any } }>;
const context = (answers: Answers) => answers.get("media")!.response.playBackContextResult;

class ProviderParser {
	static hasBlockAction(a: Answers): boolean { return context(a).hasBlockAction(); }
	static getBlockAction(a: Answers): unknown { return context(a).getBlockAction(); }
	static hasScheduledRestriction(a: Answers): boolean { return context(a).hasScheduledRestriction(); }
	static getErrorMessages(a: Answers): unknown { return context(a).getErrorMessages(); }
	/** The KS goes into the path, or into the query where the path ends in a file. */
	static addKsToUrl(url: string, ks: string): string { return url + (/\.[^/.?]+$/.test(url) ? "?ks=" : "/ks/") + ks; }
}

export const providers = { NAME: "@playkit-js/playkit-js-providers-ovp", VERSION: "2.46.0", Provider, ProviderParser, RequestBuilder, ResponseTypes };
