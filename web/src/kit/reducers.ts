// KalturaPlayer.ui.Reducers: for each slice its actions, types, first state and
// reducer (reference: player-api §8.1).
import { isPlain, mergeDeep, type Dict } from "../objects";
import { areaNames, panels, presetNames } from "./constants";
import { initial, setters } from "./tables";

type Action = Dict & { type: string };
type Step = (state: Dict, action: Action) => Dict;

export interface Slice {
	actions: Record<string, (...args: any[]) => Action>;
	types: Record<string, string>;
	initialState: Dict;
	default(state: Dict | undefined, action: Action): Dict;
	[constants: string]: unknown;
}

const slices: Record<string, Slice> = {};

function add(slice: string, creator: string, type: string, make: (...args: any[]) => Dict, step: Step): void {
	const s = slices[slice]!;
	const full = setters[slice]?.[0] ?? slice;
	s.types[type] = `${full}/${type}`;
	s.actions[creator] = (...args) => ({ type: `${full}/${type}`, ...make(...args) });
	steps[slice]![`${full}/${type}`] = step;
}

const steps: Record<string, Record<string, Step>> = {};

for (const name of Object.keys(initial)) {
	steps[name] = {};
	slices[name] = {
		actions: {},
		types: {},
		initialState: initial[name]!,
		default: (state = initial[name]!, action) => steps[name]![action?.type]?.(state, action) ?? state,
	};
}

/** "creator:TYPE:field", the action's own name of the field behind "=", or "field/part,part". */
for (const [slice, [, list]] of Object.entries(setters)) {
	for (const row of list.split(/\s+/)) {
		const [creator, type, target] = row.split(":") as [string, string, string];
		const [field, parts] = target.split("/") as [string, string?];
		const [key, carried = key] = field.split("=") as [string, string?];
		const make = parts
			? (...args: unknown[]) => ({
					[carried]: Object.fromEntries(
						parts
							.split(",")
							.map((p, i) => [p, args[i] ?? (p === "errorMessage" ? "" : undefined)]),
					),
				})
			: (v: unknown) => ({ [carried]: v });
		add(slice, creator, type, make, (state, a) => ({ ...state, [key]: a[carried] }));
	}
}

const list = (of: unknown) => (of as unknown[] | undefined) ?? [];
/** Adds to and takes from a list of class names. */
for (const [slice, field, what] of [
	["shell", "playerClasses", "PlayerClass"],
	["seekbar", "seekbarClasses", "SeekbarClass"],
] as const) {
	const type = what.replace(/(?!^)[A-Z]/g, "_$&").toUpperCase();
	const make = (className: string) => ({ className });
	add(slice, "add" + what, "ADD_" + type, make, (s, a) =>
		list(s[field]).includes(a.className) ? s : { ...s, [field]: [...list(s[field]), a.className] },
	);
	add(slice, "remove" + what, "REMOVE_" + type, make, (s, a) => ({
		...s,
		[field]: list(s[field]).filter((c) => c !== a.className),
	}));
}

add(
	"config",
	"updateConfig",
	"UPDATE",
	(config: Dict) => ({ config }),
	(s, a) => (isPlain(a.config) ? mergeDeep({}, s, a.config) : s),
);
add(
	"config",
	"updateComponentConfig",
	"UPDATE_COMPONENT",
	(componentAlias: string, config: Dict) => ({ componentAlias, config }),
	(s, a) => mergeDeep({}, s, { components: { [a.componentAlias as string]: a.config } }),
);
add(
	"engine",
	"updateAdBreakCompleted",
	"UPDATE_AD_BREAK_COMPLETED",
	() => ({}),
	(s) => ({ ...s, adProgress: { currentTime: 0, duration: 0 } }),
);
add(
	"engine",
	"updateComponentData",
	"UPDATE_COMPONENT_DATA",
	(componentData: Dict) => ({ componentData }),
	(s, a) => ({ ...s, componentData: { ...(s.componentData as Dict), ...(a.componentData as Dict) } }),
);
add(
	"shell",
	"updateSidePanelMode",
	"UPDATE_SIDE_PANEL_MODE",
	(position: string, sidePanelMode: string) => ({ position, sidePanelMode }),
	(s, a) => ({
		...s,
		sidePanelsModes: { ...(s.sidePanelsModes as Dict), [a.position as string]: a.sidePanelMode },
	}),
);
add(
	"shell",
	"updateSidePanelSize",
	"UPDATE_SIDE_PANEL_SIZE",
	(orientation: string, options: Dict) => ({ orientation, options }),
	(s, a) => ({
		...s,
		sidePanelsSizes: mergeDeep({}, s.sidePanelsSizes as Dict, {
			[a.orientation as string]: isPlain(a.options) ? a.options : {},
		}),
	}),
);
add(
	"shell",
	"updatePresetSettings",
	"UPDATE_PRESET_SETTINGS",
	(presetSettings: Dict) => ({ presetSettings }),
	(s, a) => ({
		...s,
		presetSettings: { allowSidePanels: false, allowPlayerArea: false, ...(a.presetSettings as Dict) },
	}),
);
/** Changes the segment of an id. */
for (const [creator, type, field] of [
	["updateHoveredSegment", "UPDATE_HOVERED_SEGMENT", "isHovered"],
	["updateSegmentEndTime", "UPDATE_SEGMENT_END_TIME", "endTime"],
] as const) {
	add(
		"seekbar",
		creator,
		type,
		(id: string, v: unknown) => ({ id, [field]: v }),
		(s, a) => ({
			...s,
			segments: list(s.segments).map((g) =>
				(g as Dict).id === a.id ? { ...(g as Dict), [field]: a[field] } : g,
			),
		}),
	);
}
add(
	"audioDescription",
	"updateSelectionByLanguage",
	"UPDATE_SELECTION_BY_LANGUAGE",
	(language: string, isEnabled: boolean, selectedType: unknown) => ({ language, isEnabled, selectedType }),
	(s, a) => ({
		...s,
		selectionByLanguage: {
			...(s.selectionByLanguage as Dict),
			[a.language as string]: { isEnabled: a.isEnabled, selectedType: a.selectedType },
		},
	}),
);
add(
	"audioDescription",
	"resetSelectionByLanguage",
	"RESET_SELECTION_BY_LANGUAGE",
	() => ({}),
	(s) => ({ ...s, selectionByLanguage: {} }),
);

/** All slices by their name in the state. */
export const reducers = slices;

/** The player's own action: sets fields of a slice. */
export const patch = "@@diptych/PATCH";

/** The next state of a whole store. */
export function reduce(state: Record<string, Dict>, action: Action): Record<string, Dict> {
	let next = state;
	if (action.type === patch)
		return {
			...state,
			[action.slice as string]: { ...state[action.slice as string], ...(action.fields as Dict) },
		};
	for (const [name, slice] of Object.entries(slices)) {
		const now = slice.default(state[name], action);
		if (now !== state[name]) next = { ...next, [name]: now };
	}
	return next;
}

/** KalturaPlayer.ui.Reducers: settings is called setting there. */
const { settings, ...rest } = slices;
export const members: Dict = {
	...rest,
	setting: settings,
	shell: Object.assign(
		slices.shell!,
		{ ReservedPresetNames: presetNames, ReservedPresetAreas: areaNames },
		panels,
	),
	getters: {
		isPlayingAdOrPlayback: (engine: Dict) =>
			(engine.adBreak && engine.adIsPlaying) || (!engine.adBreak && engine.isPlaying),
	},
};
