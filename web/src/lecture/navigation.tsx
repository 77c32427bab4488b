// The list of what is in a lecture (reference: plugins §6.3). What is listed is
// decided in Go (plugins/navigation).
import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../lang";
import { spoken } from "../lang";
import { useSlice } from "../store";
import { Player } from "../ui/context";
import { Icon } from "../ui/icons";
import { kindIcons } from "../ui/timeline";
import { Rows } from "./rows";
import { SearchField } from "./search";

interface Item {
	id: string;
	kind: string;
	at: number;
	time: string;
	title: string;
	description: string;
	picture: string;
	number: number;
	state: number;
	reflection: boolean;
	group: string;
}
interface NavigationSlice {
	query?: string;
	tab?: string;
	tabs?: string[];
	total?: number;
	items?: Item[];
	active?: string[];
	searchable?: boolean;
	live?: boolean;
}

const none: never[] = [];
/** From this many tabs on they are icons. */
const manyTabs = 4;

export function Navigation() {
	const { t, action, host } = useContext(Player);
	const {
		query = "",
		tab = "All",
		tabs = none,
		total = 0,
		items = none,
		searchable,
	} = useSlice<NavigationSlice>("navigation");
	const close = () => {
		action("navigation.close");
		host.root.querySelector<HTMLElement>("[data-testid=navigation_pluginButton]")?.focus();
	};
	const keys = (e: KeyboardEvent) => {
		if (e.key !== "Escape") return;
		e.stopPropagation();
		close();
	};
	const found = t(total === 1 ? "navigation.found1" : "navigation.found", { n: total });
	return (
		<section
			class="playkit-panel playkit-navigation"
			data-testid="navigation_root"
			aria-label={t("navigation.title")}
			onKeyDown={keys}
		>
			<header class="playkit-panel-header">
				<SearchField
					label={t("navigation.search")}
					query={query}
					delay={300}
					search={(q) => action("navigation.search", { query: q })}
				/>
				<button
					type="button"
					class="playkit-panel-button kaltura-navigation__close-button"
					data-testid="navigation_closeButton"
					aria-label={t("navigation.hide")}
					onClick={close}
				>
					<Icon name="close" />
				</button>
			</header>
			{tabs.length > 2 && total > 0 && <Tabs tab={tab} tabs={tabs} />}
			{query && (
				<div class="playkit-panel-note" data-testid="navigation_searchResult" role="status">
					{total > 0 ? found : ""}
				</div>
			)}
			{total > 0 ? (
				<List key={tab} items={items} tab={tab} />
			) : query ? (
				<div class="playkit-panel-slate" role="status">
					<strong>{t("navigation.none")}</strong>
					<p>{t("navigation.noneHint")}</p>
				</div>
			) : (
				searchable && (
					<div class="playkit-panel-slate">
						<p>{t("navigation.captionsHint")}</p>
					</div>
				)
			)}
		</section>
	);
}

function Tabs({ tab, tabs }: { tab: string; tabs: string[] }) {
	const { t, action } = useContext(Player);
	const root = useRef<HTMLDivElement>(null);
	const choose = (name: string) => action("navigation.tab", { tab: name });
	const keys = (e: KeyboardEvent) => {
		const at = tabs.indexOf(tab);
		const to = {
			ArrowDown: at + 1,
			ArrowRight: at + 1,
			ArrowUp: at - 1,
			ArrowLeft: at - 1,
			Home: 0,
			End: tabs.length - 1,
		}[e.key];
		if (to === undefined) return;
		e.preventDefault();
		e.stopPropagation();
		const next = (to + tabs.length) % tabs.length;
		choose(tabs[next]!);
		root.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
	};
	return (
		<div
			ref={root}
			class="playkit-tabs"
			role="tablist"
			aria-label={t("navigation.tabs")}
			data-keys="tabs"
			onKeyDown={keys}
		>
			{tabs.map((name) => {
				const label = t(("navigation.kind" + name) as Key);
				const icon = tabs.length > manyTabs && name !== "All";
				return (
					<button
						key={name}
						type="button"
						role="tab"
						id={"playkit-tab-" + name}
						aria-selected={name === tab}
						tabIndex={name === tab ? 0 : -1}
						aria-label={icon ? label : undefined}
						title={icon ? label : undefined}
						onClick={() => choose(name)}
					>
						{icon ? <Icon name={kindIcons[name] ?? "chapter"} /> : label}
					</button>
				);
			})}
		</div>
	);
}

function List({ items, tab }: { items: Item[]; tab: string }) {
	const { t } = useContext(Player);
	return (
		<div class="playkit-navigation-body" role="tabpanel" aria-label={t(("navigation.kind" + tab) as Key)}>
			<Rows
				testId="navigation_list"
				label={t("navigation.title")}
				source={tab}
				count={items.length}
				guess={(i) => (items[i]?.picture ? 84 : 48)}
				row={(i) => items[i] && <Entry item={items[i]!} tab={tab} />}
			/>
		</div>
	);
}

/** What an item is called. */
function useTitle(i: Item): string {
	const { t } = useContext(Player);
	if (i.kind === "QuizQuestion")
		return t(i.reflection ? "navigation.reflection" : "navigation.question", { n: i.number });
	return i.title || (i.kind === "Slide" ? t("navigation.slide", { n: i.number }) : "");
}

function Entry({ item: i, tab }: { item: Item; tab: string }) {
	const { t, action } = useContext(Player);
	const { active = none, live } = useSlice<NavigationSlice>("navigation");
	const [broken, breaks] = useState(false);
	const title = useTitle(i);
	const on = active.includes(i.id) && !(tab === "All" && i.kind === "Caption");
	const state = i.kind === "QuizQuestion" && i.state > 1 ? t(("navigation.state" + i.state) as Key) : "";
	const choose = () => action("navigation.item", { id: i.id });
	const label = t("navigation.jump", {
		time: spoken(t, i.at),
		text: [title, state, i.description].filter(Boolean).join(". "),
	});
	return (
		<div
			class={"playkit-nav-item playkit-nav-" + (i.group || "one") + (on ? " playkit-line-active" : "")}
			data-testid="nav-item-container"
		>
			<div
				class="playkit-nav-click"
				role="button"
				tabIndex={0}
				data-keys="button"
				data-entry-id={i.id}
				aria-label={label}
				aria-current={on ? "true" : undefined}
				onClick={choose}
				onKeyDown={(e) =>
					(e.key === "Enter" || e.key === " ") &&
					(e.preventDefault(), e.stopPropagation(), choose())
				}
			>
				{!live && <span class="playkit-line-time" data-time={i.time} />}
				{i.picture && !broken && (
					<img
						class="playkit-nav-picture"
						src={i.picture}
						alt={t("navigation.slide", { n: i.number })}
						loading="lazy"
						decoding="async"
						onError={() => breaks(true)}
					/>
				)}
				<span class="playkit-nav-text">
					<span
						class="playkit-nav-title"
						data-testid={i.kind === "QuizQuestion" ? "navigation_questionTitle" : undefined}
					>
						{tab === "All" && <Icon name={kindIcons[i.kind] ?? "chapter"} />}
						{title}
					</span>
					{state && <em data-testid="navigation_questionStateLabel">{state}</em>}
				</span>
			</div>
			{i.description && <Description item={i} />}
		</div>
	);
}

/** A text of a few lines that opens when it is longer. */
function Description({ item: i }: { item: Item }) {
	const { t, action } = useContext(Player);
	const [open, setOpen] = useState(false);
	const [long, setLong] = useState(false);
	const text = useRef<HTMLDivElement>(null);
	useLayoutEffect(
		() => setLong(open || text.current!.scrollHeight > text.current!.clientHeight + 1),
		[i.description, open],
	);
	const toggle = () => {
		setOpen(!open);
		action("navigation.text", { expanded: !open, kind: i.kind });
	};
	return (
		<>
			<div
				ref={text}
				id={"nav-content-" + i.id}
				class={
					"playkit-nav-description" +
					(open ? " playkit-open" : "") +
					(i.picture ? " playkit-short" : "")
				}
			>
				{i.description}
			</div>
			{long && (
				<button
					type="button"
					class="playkit-nav-more"
					aria-expanded={open}
					aria-controls={"nav-content-" + i.id}
					onClick={toggle}
				>
					{t(open ? "navigation.less" : "navigation.more")}
				</button>
			)}
		</>
	);
}
