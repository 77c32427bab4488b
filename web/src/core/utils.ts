// KalturaPlayer.core.utils: small helpers that plugins are written with
// (reference: player-api §1.1). Odd results are the contract's.
import { at, type Dict } from "../objects";
import { version } from "./version";
import { dom } from "./dom";
import { guid } from "./guid";
import { http } from "./http";
import { MultiMap } from "./multimap";
import { ResizeWatcher } from "./resize-watcher";
import { resetSubtitleStyleSheet, subtitleStyleSheet } from "./subtitle-style";

const number = {
	isNumber: (v: unknown): boolean => typeof v === "number" && !Number.isNaN(v),
	isInt: (v: unknown): boolean => Number.isInteger(v),
	isFloat: (v: unknown): boolean => number.isNumber(v) && (v as number) % 1 !== 0,
};

const string = {
	capitlize: (s: string | undefined): string | undefined => s && s[0]!.toUpperCase() + s.slice(1),
	endsWith: (s: string, end: string): boolean => s.endsWith(end),
};

const isObject = (v: unknown): unknown => v && typeof v === "object" && !Array.isArray(v);
const isClassInstance = (v: unknown): unknown =>
	v && (v as object).constructor && (v as object).constructor.name !== "Object" && typeof v === "object";
const mergeable = (v: unknown): boolean => !!isObject(v) && !isClassInstance(v);

/** Arrays and class instances are replaced; what is no object in the target stays against an object. */
function mergeDeep(target: Dict, ...sources: Dict[]): Dict {
	for (const source of sources) {
		if (!mergeable(target) || !mergeable(source)) continue;
		for (const [key, v] of Object.entries(source)) {
			if (key === "__proto__") continue;
			if (!mergeable(v)) target[key] = v;
			else mergeDeep((target[key] ||= {}) as Dict, v as Dict);
		}
	}
	return target;
}

function copyDeep(v: any): any {
	if (Array.isArray(v)) return v.map(copyDeep);
	if (!v || typeof v !== "object") return v;
	if (Object.prototype.toString.call(v) === "[object Date]") return new Date(v);
	const copy = Object.create(Object.getPrototypeOf(v));
	for (const key of Object.keys(v)) copy[key] = copyDeep(v[key]);
	return copy;
}

/** The object that holds the last key of a path. */
const holder = (o: Dict, path: string): [Dict | undefined, string] => {
	const keys = path.split("."),
		last = keys.pop()!;
	return [(keys.length ? at(o, keys.join(".")) : o) as Dict | undefined, last];
};

const object = {
	merge: (list: Dict[]): Dict => Object.assign({}, ...list),
	isObject,
	isClassInstance,
	mergeDeep,
	copyDeep,
	isEmptyObject: (o: object): boolean => Object.keys(o ?? {}).length === 0,
	getPropertyPath: (o: unknown, path: string): unknown => {
		let v: any = o;
		for (const key of path.split(".")) v = v === undefined || v === null ? v : v[key];
		return v;
	},
	hasPropertyPath: (o: Dict, path: string): boolean => {
		const [parent, key] = holder(o, path);
		return !!path && parent !== undefined && parent !== null && Object.hasOwn(parent, key);
	},
	createPropertyPath: (o: Dict, path: string, v: unknown = null): Dict => {
		const keys = path.split("."),
			last = keys.pop()!;
		let parent: any = o;
		for (const key of keys) parent = parent[key] ??= {};
		if (Object(parent) !== parent) throw new TypeError(`${path} leads through a value`);
		parent[last] = v;
		return o;
	},
	deletePropertyPath: (o: Dict, path: string): void => {
		const [parent, key] = holder(o, path);
		if (parent) delete parent[key];
	},
	/** A promise with its resolve and reject. */
	defer: (): Promise<unknown> => {
		let settle = {};
		const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
		return Object.assign(promise, settle);
	},
	bind:
		(self: unknown, f: (...a: unknown[]) => unknown) =>
		(...args: unknown[]): void =>
			void f.apply(self, args),
};

const generator = {
	uniqueId: (length = 0): string =>
		"_" +
		Array.from({ length: Math.max(length, 2) }, () => Math.floor(Math.random() * 36).toString(36)).join(
			"",
		),
	guid,
};

/** The element for which order is 0; order tells with a positive number to look to the right. */
function binarySearch<T>(list: T[], order: (v: T) => number): T | null {
	for (let low = 0, high = list.length - 1; low <= high;) {
		const middle = (low + high + 1) >> 1,
			way = order(list[middle]!);
		if (!way) return list[middle]!;
		if (way > 0) low = middle + 1;
		else high = middle - 1;
	}
	return null;
}

export const utils = {
	Number: number,
	String: string,
	Object: object,
	Generator: generator,
	Dom: dom,
	Http: http,
	VERSION: version,
	MultiMap,
	ResizeWatcher,
	binarySearch,
	getSubtitleStyleSheet: subtitleStyleSheet,
	resetSubtitleStyleSheet,
};
