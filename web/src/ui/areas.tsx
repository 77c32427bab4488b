// Areas of the player: what Go has put there, and what the page and its plugins
// add, replace or take away (reference: player-api §8.3).
import type { ComponentChildren, ComponentType } from "preact";
import { useContext } from "preact/hooks";
import type { Definition } from "../ports";
import { useSlice } from "../store";
import { Player, type Node, type PlayerContext } from "./context";

/** What was added, and what it wants around it. */
export interface Added {
	list?: Definition[];
	wrap?(children: ComponentChildren): ComponentChildren;
}

/** slot is the name of the component that first stood there. */
export interface Item {
	name: string;
	slot?: string;
	node: ComponentChildren;
	props?: object;
}

export function draw(nodes: Node[], registry: PlayerContext["registry"]): Item[] {
	return nodes.flatMap((n) => {
		const C = registry[n.c];
		return C
			? [
					{
						name: n.c,
						slot: n.c,
						props: n.p ?? {},
						node: (
							<C key={n.k ?? n.c} {...n.p}>
								{n.ch && draw(n.ch, registry).map((i) => i.node)}
							</C>
						),
					},
				]
			: [];
	});
}

/**
 * Puts one definition among the items; the first of before, after and replace
 * counts. What it refers to may have been replaced already; when it was never
 * there, nothing is shown.
 */
function place(
	items: Item[],
	d: Definition,
	wrap: (children: ComponentChildren) => ComponentChildren,
): Item[] {
	const find = (name?: string) => items.findIndex((i) => i.name === name || i.slot === name);
	if (d.get === "remove" || d.removeComponent)
		return items.filter((i) => i.name !== (d.removeComponent ?? d.replaceComponent));
	const target = d.beforeComponent || d.afterComponent || d.replaceComponent;
	const at = target ? find(target) : items.length;
	if (at < 0) return items;
	const replaces = target && !d.beforeComponent && !d.afterComponent;
	const C = d.get as ComponentType<any>;
	const props = replaces ? { ...d.props, replacedComponentProps: items[at]!.props } : d.props;
	const item: Item = {
		name: C.displayName ?? C.name,
		slot: replaces ? items[at]!.slot : undefined,
		props,
		node: <>{wrap(<C key={d.label ?? C.displayName} {...props} />)}</>,
	};
	const out = [...items];
	out.splice(!d.beforeComponent && d.afterComponent ? at + 1 : at, replaces ? 1 : 0, item);
	return out;
}

/** The items of an area in their order; own are those that the area has by itself. */
export function useArea(name: string, own: Item[] = []): Item[] {
	const { registry } = useContext(Player);
	const areas = useSlice<Record<string, Node[]>>("areas");
	const { name: preset = "" } = useSlice<{ name?: string }>("preset");
	const { list = [], wrap } = useSlice<Added>("added");
	let items = [...own.map((i) => ({ slot: i.name, ...i })), ...draw(areas[name] ?? [], registry)];
	for (const d of list)
		if (wrap && (d.area ?? d.container) === name && (!d.presets || d.presets.includes(preset)))
			items = place(items, d, wrap);
	return items;
}

export function Area({ name }: { name: string }) {
	return <>{useArea(name).map((i) => i.node)}</>;
}
