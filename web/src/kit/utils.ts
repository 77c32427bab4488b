// KalturaPlayer.ui.Utils (reference: player-api §8.1).
import { h, type ComponentType } from "preact";
import { getLogger } from "../core/logger";
import type { Dict } from "../objects";
import { ofUtils } from "./constants";

/** For connect: actions that dispatch themselves. */
export const bindActions =
	(actions: Record<string, (...a: any[]) => Dict>) => (dispatch: (a: Dict) => unknown) =>
		Object.fromEntries(
			Object.entries(actions ?? {}).map(([name, make]) => [
				name,
				(...a: unknown[]) => dispatch(make(...a)),
			]),
		);

/** Seconds as MM:SS, or HH:MM:SS from an hour on. */
export function toHHMMSS(seconds: number): string {
	const s = Math.max(0, Math.floor(seconds) || 0);
	const two = (n: number) => String(n).padStart(2, "0");
	const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
	return s >= 3600 ? `${two(Math.floor(s / 3600))}:${rest}` : rest;
}

export function toSecondsFromHHMMSS(text: string): number {
	return String(text)
		.split(":")
		.reduce((sum, part) => sum * 60 + (Number(part) || 0), 0);
}

/** Digits of a text, as a time. */
export const formatOnlyNumbersInput = (text: string): string =>
	toHHMMSS(toSecondsFromHHMMSS(String(text).replace(/[^\d:]/g, "")));

export function getDurationAsText(seconds: number): string {
	const s = Math.floor(seconds) || 0;
	const parts = (
		[
			[Math.floor(s / 3600), "hour"],
			[Math.floor(s / 60) % 60, "minute"],
			[s % 60, "second"],
		] as const
	).filter(([n]) => n > 0);
	return parts.map(([n, unit]) => `${n} ${unit}${n === 1 ? "" : "s"}`).join(", ") || "0";
}

export function focusElement(element: HTMLElement | null | undefined, delay = 100): void {
	setTimeout(() => element?.focus({ preventScroll: true }), delay);
}

/** Enter and Space click what has the focus. */
export const withKeyboardA11y = (Inner: ComponentType<any>) => (props: Dict) => {
	const keys = (event: KeyboardEvent) => {
		if (event.key !== "Enter" && event.key !== " ") return;
		event.preventDefault();
		(props.onClick as ((e: Event) => void) | undefined)?.(event);
	};
	return h(Inner, { onKeyDown: keys, ...props });
};

export const utils = {
	...ofUtils,
	bindActions,
	focusElement,
	formatOnlyNumbersInput,
	getDurationAsText,
	getLogger,
	toHHMMSS,
	toSecondsFromHHMMSS,
	withKeyboardA11y,
};
