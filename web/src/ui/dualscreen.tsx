// The buttons and the handle of two streams. The pictures themselves stand on
// the stage (layout.ts); this draws what can be done with them.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { useSlice } from "../store";
import type { Key } from "../lang";
import type { Rect } from "../ports";
import { Player, type DualSlice } from "./context";
import { Icon } from "./icons";
import { preload } from "./preload";
import { Screens } from "./screens";
import { canPopOut, useNotes, usePopOut, useTogether } from "./windows";
import { Zoom } from "./zoom";

const place = (r: Rect) => ({ left: r.x + "%", top: r.y + "%", width: r.w + "%", height: r.h + "%" });

function Small({
	icon,
	label,
	text,
	testId,
	onClick,
}: {
	icon: string;
	label: string;
	text?: string;
	testId?: string;
	onClick(): void;
}) {
	return (
		<button
			type="button"
			class={"playkit-dual-button" + (text ? " playkit-dual-pill" : "")}
			aria-label={label}
			title={text ? undefined : label}
			data-testid={testId}
			onClick={onClick}
		>
			<Icon name={icon} />
			{text}
		</button>
	);
}

export function DualScreen() {
	const { t } = useContext(Player);
	const slice = useSlice<DualSlice>("dualscreen");
	const { layout, notice, preload: ahead, popped } = slice;
	const out = usePopOut(slice);
	const gather = useTogether(layout === "PIP" || layout === "SideBySide");
	useNotes(slice);
	const root = useRef<HTMLDivElement>(null);
	useKeptFocus(root, layout);
	useEffect(() => (ahead ? preload(ahead) : undefined), [ahead?.[0]]);
	return (
		<div class="dual-screen-layout" ref={root}>
			{gather ? (
				<Elsewhere gather={gather} />
			) : layout === "PIP" ? (
				<Pip out={out} />
			) : layout === "SideBySide" ? (
				<Sides out={out} />
			) : layout === "SingleMedia" ? (
				<Minis away={!!popped} />
			) : null}
			{layout !== "Hidden" && !gather && <Zoom />}
			<div class="playkit-dual-notice" role="status" data-testid="dualscreen_notice">
				{notice ? t(notice as Key) : ""}
			</div>
		</div>
	);
}

/** A button that its own click has removed hands the focus to its successor. */
function useKeptFocus(root: { current: HTMLDivElement | null }, layout?: string): void {
	const had = useRef(false);
	useEffect(() => {
		if (had.current && !root.current?.matches(":focus-within"))
			root.current?.querySelector<HTMLElement>("button")?.focus();
		const focus = () => (had.current = !!root.current?.matches(":has(:focus-visible)"));
		root.current?.addEventListener("keydown", focus, true);
		root.current?.addEventListener("pointerdown", focus, true);
	}, [layout]);
}

interface Drag {
	x: number;
	y: number;
	dx: number;
	dy: number;
	at: number;
	vx: number;
	vy: number;
}

/** How far a thrown picture glides: as fast as it went, for so long, milliseconds. */
const glide = 160;

/** A drag with the place and the speed (CSS pixels a millisecond) of now. */
function moved(d: Drag, e: PointerEvent): Drag {
	const [dx, dy, dt] = [e.clientX - d.x, e.clientY - d.y, Math.max(1, e.timeStamp - d.at)];
	const blend = (old: number, now: number) => old * 0.6 + now * 0.4;
	return {
		...d,
		dx,
		dy,
		at: e.timeStamp,
		vx: blend(d.vx, (dx - d.dx) / dt),
		vy: blend(d.vy, (dy - d.dy) / dt),
	};
}

/** The corner of the small picture that makes it larger; the keys + and - do the same. */
function Handle({ corner, size }: { corner: string; size: number }) {
	const { action, host } = useContext(Player);
	const from = useRef<{ y: number; size: number }>();
	const down = (e: PointerEvent) => {
		e.stopPropagation();
		(e.currentTarget as Element).setPointerCapture(e.pointerId);
		from.current = { y: e.clientY, size };
	};
	const move = (e: PointerEvent) => {
		if (!from.current) return;
		e.stopPropagation();
		const grown = ((e.clientY - from.current.y) / host.stage.clientHeight) * 100;
		action("dualscreen.size", {
			percent: from.current.size + (corner.startsWith("bottom") ? -grown : grown),
		});
	};
	const up = () => (from.current = undefined);
	return (
		<div
			class={"playkit-dual-handle playkit-handle-" + corner}
			data-testid="dualscreen_resize"
			aria-hidden="true"
			onPointerDown={down}
			onPointerMove={move}
			onPointerUp={up}
			onPointerCancel={up}
		/>
	);
}

/** Stands in the place of the streams while a small window shows them. */
function Elsewhere({ gather }: { gather(): void }) {
	const { t } = useContext(Player);
	return (
		<div class="playkit-dual-elsewhere" data-testid="dualscreen_elsewhere">
			<p>{t("dualScreen.elsewhere")}</p>
			<Small icon="attach" label={t("dualScreen.back")} text={t("dualScreen.back")} onClick={gather} />
		</div>
	);
}

function PopOut({ out }: { out(): void }) {
	const { t } = useContext(Player);
	return canPopOut ? (
		<Small icon="detach" label={t("dualScreen.pop_out")} testId="dualscreen_popOut" onClick={out} />
	) : null;
}

function Pip({ out }: { out(): void }) {
	const { t, action, stage, host } = useContext(Player);
	const { pip, size = 30 } = useSlice<DualSlice>("dualscreen");
	const [drag, setDrag] = useState<Drag>();
	const [said, setSaid] = useState("");
	const box = useRef<HTMLDivElement>(null);
	if (!pip) return null;
	const say = (corner: unknown) =>
		setSaid(t("dualScreen.moved", { corner: t(`dualScreen.${String(corner)}` as Key) }));

	const down = (e: PointerEvent) => {
		if (e.button || (e.target as Element).closest("button")) return;
		box.current!.setPointerCapture(e.pointerId);
		setDrag({ x: e.clientX, y: e.clientY, dx: 0, dy: 0, at: e.timeStamp, vx: 0, vy: 0 });
	};
	const move = (e: PointerEvent) => {
		if (!drag) return;
		const next = moved(drag, e);
		setDrag(next);
		stage.drag(stage.small, next.dx, next.dy);
	};
	const up = () => {
		if (!drag) return;
		const frame = host.stage.getBoundingClientRect();
		const centre = {
			x: pip.x + pip.w / 2 + ((drag.dx + drag.vx * glide) / frame.width) * 100,
			y: pip.y + pip.h / 2 + ((drag.dy + drag.vy * glide) / frame.height) * 100,
		};
		setDrag(undefined);
		stage.drag(stage.small);
		if (Math.hypot(drag.dx, drag.dy) > 5) action("dualscreen.drop", centre);
	};
	const keys = (e: KeyboardEvent) => {
		const grow = { "+": 5, "=": 5, "-": -5 }[e.key];
		if (e.target !== box.current || e.ctrlKey || e.metaKey || !(grow || e.key.startsWith("Arrow")))
			return;
		e.preventDefault();
		e.stopPropagation();
		if (grow)
			setSaid(
				t("dualScreen.sized", { n: Math.round(Number(action("dualscreen.grow", { by: grow }))) }),
			);
		else say(action("dualscreen.corner", { key: e.key }));
	};
	return (
		<div id="draggeble-area" class="playkit-dual-area">
			<div
				ref={box}
				id="draggable-item"
				data-testid="dualscreen_pipChildren"
				class={"playkit-dual-pip playkit-dual-" + pip.corner + (drag ? " playkit-dragging" : "")}
				role="group"
				tabIndex={0}
				aria-label={t("dualScreen.small")}
				style={{ ...place(pip), translate: drag ? `${drag.dx}px ${drag.dy}px` : "" }}
				onPointerDown={down}
				onPointerMove={move}
				onPointerUp={up}
				onPointerCancel={up}
				onKeyDown={keys}
			>
				<Handle corner={pip.corner} size={size} />
				<div class="playkit-dual-tools">
					<Screens pip />
					<PopOut out={out} />
					<Small
						icon="side-by-side"
						label={t("dualScreen.side_by_side")}
						testId="dualscreen_switchToSideBySide"
						onClick={() => action("dualscreen.sides")}
					/>
					<Small
						icon="switch"
						label={t(
							pip.primary
								? "dualScreen.switch_to_primary_screen"
								: "dualScreen.switch_to_secondary_screen",
						)}
						testId="dualscreen_switchScreens"
						onClick={() => action("dualscreen.swap")}
					/>
					<Small
						icon="hide"
						label={t("dualScreen.hide")}
						text={t("dualScreen.hide")}
						testId="dualscreen_switchToSingleMedia"
						onClick={() => action("dualscreen.single")}
					/>
				</div>
				<span class="playkit-sr-only" role="status">
					{said}
				</span>
			</div>
		</div>
	);
}

function Sides({ out }: { out(): void }) {
	const { t, action } = useContext(Player);
	const { sides = [] } = useSlice<DualSlice>("dualscreen");
	return (
		<div
			class={"playkit-dual-area" + (sides[0]?.x === sides[1]?.x ? " playkit-dual-stacked" : "")}
			data-testid="dualscreen_sideBySideWrapper"
		>
			{sides.map((r, i) => (
				<div key={i} class="playkit-dual-side" style={place(r)} data-testid="dualscreen_sbs">
					<div class="playkit-dual-tools">
						<Screens to={i ? "secondary" : "primary"} />
						{i === 1 && <PopOut out={out} />}
						{i === 0 && (
							<Small
								icon="switch"
								label={t("dualScreen.switch_to_secondary_screen")}
								onClick={() => action("dualscreen.swap")}
							/>
						)}
						<Small
							icon="expand"
							label={t(
								i ? "dualScreen.expand_secondary_screen" : "dualScreen.expand_primary_screen",
							)}
							testId="dualscreen_switchToPIP"
							onClick={() => action(i ? "dualscreen.expandSecondary" : "dualscreen.pip")}
						/>
					</div>
				</div>
			))}
		</div>
	);
}

function Minis({ away }: { away: boolean }) {
	const { t, action } = useContext(Player);
	const { minis = [] } = useSlice<DualSlice>("dualscreen");
	return (
		<div class="playkit-dual-area" data-testid="dualscreen_pipMinimized">
			{minis.map((r, i) => (
				<div key={r.id} class="playkit-dual-mini" style={place(r)}>
					<Small
						icon="switch"
						label={t("dualScreen.switch_to_secondary_screen")}
						testId="dualscreen_switchToPrimary"
						onClick={() => action("dualscreen.bring", { id: r.id, to: "primary" })}
					/>
					{i === 0 && !away && (
						<div class="playkit-dual-tools">
							<Small
								icon="show"
								label={t("dualScreen.show")}
								text={t("dualScreen.show")}
								testId="dualscreen_switchToPIP"
								onClick={() => action("dualscreen.pip")}
							/>
						</div>
					)}
				</div>
			))}
			{away && (
				<div class="playkit-dual-return">
					<Small
						icon="attach"
						label={t("dualScreen.back")}
						text={t("dualScreen.back")}
						testId="dualscreen_popIn"
						onClick={() => action("dualscreen.back")}
					/>
				</div>
			)}
		</div>
	);
}
