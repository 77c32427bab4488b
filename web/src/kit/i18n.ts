// KalturaPlayer.ui.preacti18n: texts by dotted ids from the player's dictionary,
// with a fallback of the component's own (reference: player-api §8.8).
import {
	cloneElement,
	createContext,
	h,
	isValidElement,
	toChildArray,
	type ComponentChildren,
	type ComponentType,
} from "preact";
import { useContext } from "preact/hooks";
import { at, mergeDeep, type Dict } from "../objects";
import { forwards, statics } from "./redux";

interface Intl {
	dictionary: Dict;
	scope: string;
}
const Context = createContext<Intl>({ dictionary: {}, scope: "" });

interface TextProps {
	id?: string;
	fields?: Dict;
	plural?: number;
	children?: ComponentChildren;
}

export function IntlProvider({
	definition,
	scope,
	children,
}: {
	definition?: Dict;
	scope?: string;
	children?: ComponentChildren;
}) {
	const above = useContext(Context);
	return h(Context.Provider, {
		value: { dictionary: mergeDeep({}, above.dictionary, definition), scope: scope ?? above.scope },
		children,
	});
}

function translate(intl: Intl, { id = "", fields, plural, children }: TextProps): string | undefined {
	let found = at(intl.dictionary, intl.scope ? `${intl.scope}.${id}` : id) as any;
	if (plural !== undefined && found && typeof found === "object") {
		found = Array.isArray(found)
			? (found[plural] ?? found[0])
			: (plural === 0 && (found.none ?? found.zero)) ||
				(plural === 1 && (found.one ?? found.singular)) ||
				(found.some ?? found.many ?? found.plural ?? found.other);
	}
	const text =
		typeof found === "string"
			? found
			: toChildArray(children)
					.filter((c) => typeof c === "string" || typeof c === "number")
					.join("");
	return fields ? text.replace(/{{([\w.-]+)}}/g, (_, key: string) => String(at(fields, key) ?? "")) : text;
}

export function Text(props: TextProps) {
	const intl = useContext(Context);
	return translate(intl, props) as unknown as preact.VNode;
}

/** As Text; markup in a text is shown as it stands. */
export const MarkupText = (props: TextProps) => h(Text, props);

const resolve = (intl: Intl, v: unknown): unknown => {
	if (isValidElement(v) && ((v.type as unknown) === Text || (v.type as unknown) === MarkupText))
		return translate(intl, v.props as TextProps);
	return v;
};

/** Fills in texts among the properties of its child. */
export function Localizer({ children }: { children?: ComponentChildren }) {
	const intl = useContext(Context);
	const child = toChildArray(children)[0];
	if (!isValidElement(child)) return child as unknown as preact.VNode;
	return cloneElement(
		child,
		Object.fromEntries(
			Object.entries(child.props as Dict)
				.filter(([key]) => key !== "children")
				.map(([key, v]) => [key, resolve(intl, v)]),
		),
	);
}

type Mapping =
	string | Record<string, unknown> | ((props: Dict, context: { intl: Intl }) => Record<string, unknown>);

/** Gives a component texts as properties. */
export function withText(mapping: Mapping) {
	return (Inner: ComponentType<any>) => {
		const Translated = (props: Dict) => {
			const intl = useContext(Context);
			let map = typeof mapping === "function" ? mapping(props, { intl }) : mapping;
			if (typeof map === "string") map = Object.fromEntries(map.split(/\s*,\s*/).map((id) => [id, id]));
			const texts = Object.fromEntries(
				Object.entries(map as Dict).map(([key, v]) => [
					key,
					typeof v === "string" ? translate(intl, { id: v }) : resolve(intl, v),
				]),
			);
			return h(Inner, { ...props, ...texts });
		};
		return forwards(Translated, statics(Inner), {
			displayName: Inner.displayName ?? Inner.name,
			getWrappedComponent: () => Inner,
		});
	};
}

export const intl =
	(Inner: ComponentType<any>, { scope, definition }: { scope?: string; definition?: Dict } = {}) =>
	(props: Dict) =>
		h(IntlProvider, { scope, definition, children: h(Inner, props) });

export const preacti18n = {
	IntlProvider,
	Localizer,
	MarkupText,
	Text,
	withText,
	intl,
	default: Object.assign(intl, { intl, IntlProvider, Text, MarkupText, Localizer, withText }),
};
