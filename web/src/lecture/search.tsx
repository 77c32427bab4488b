// The search field of panels (reference: plugins §0.4, InputField).
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icons";
import { Player } from "../ui/context";

interface Props {
	label: string;
	/** What Go looks for now; the field follows when it is changed there. */
	query: string;
	delay: number;
	search(query: string): void;
	/** Hits, where one steps through them. */
	hits?: { count: number; current: number; step(by: number): void };
	onKeyDown?(e: KeyboardEvent): void;
}

export function SearchField({ label, query, delay, search, hits, onKeyDown }: Props) {
	const { t } = useContext(Player);
	const [text, write] = useState(query);
	const timer = useRef(0);
	const input = useRef<HTMLInputElement>(null);
	useEffect(() => write(query), [query]);
	useEffect(() => () => clearTimeout(timer.current), []);
	const change = (next: string, now = false) => {
		write(next);
		clearTimeout(timer.current);
		timer.current = window.setTimeout(() => search(next), now || !next ? 0 : delay);
	};
	const keys = (e: KeyboardEvent) => {
		if (e.key === "Enter" && hits?.count) {
			e.preventDefault();
			hits.step(e.shiftKey ? -1 : 1);
		}
		onKeyDown?.(e);
	};
	const said = !query
		? ""
		: hits
			? hits.count
				? t("panel.hit", { n: hits.current + 1, all: hits.count })
				: t("panel.noHits")
			: "";
	return (
		<div class="playkit-search" role="search">
			<Icon name="search" />
			<input
				ref={input}
				type="text"
				inputMode="search"
				enterKeyHint="search"
				autocomplete="off"
				data-keys="text"
				aria-label={label}
				placeholder={label}
				value={text}
				onInput={(e) => change(e.currentTarget.value)}
				onKeyDown={keys}
			/>
			{query && hits && (
				<span class="playkit-search-count" aria-hidden="true">
					{hits.count ? `${hits.current + 1}/${hits.count}` : "0/0"}
				</span>
			)}
			{query && hits && hits.count > 0 && (
				<>
					<button
						type="button"
						class="playkit-search-prev"
						aria-label={t("panel.prevHit")}
						onClick={() => hits.step(-1)}
					>
						<Icon name="up" />
					</button>
					<button
						type="button"
						class="playkit-search-next"
						aria-label={t("panel.nextHit")}
						onClick={() => hits.step(1)}
					>
						<Icon name="down" />
					</button>
				</>
			)}
			{text && (
				<button
					type="button"
					aria-label={t("panel.clear")}
					onClick={() => {
						change("", true);
						input.current?.focus();
					}}
				>
					<Icon name="close" />
				</button>
			)}
			<span class="playkit-sr-only" role="status">
				{said}
			</span>
		</div>
	);
}
