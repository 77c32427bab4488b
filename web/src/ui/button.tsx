// A button of the control bar, with its tooltip.
import type { ComponentChildren } from "preact";
import { Icon } from "./icons";

interface Props {
	/** Second word of the wrapper's class: play-pause, volume, ... */
	name: string;
	icon: string;
	label: string;
	onClick(e: MouseEvent): void;
	active?: boolean;
	/** A further class of the button, as pages style it: playkit-is-playing, playkit-cc-on, ... */
	state?: string | false;
	testId?: string;
	children?: ComponentChildren;
	[attribute: string]: unknown;
}

export function ControlButton({
	name,
	icon,
	label,
	onClick,
	active,
	state,
	testId,
	children,
	...more
}: Props) {
	return (
		<div class={`playkit-control-button-container playkit-control-${name}`}>
			<button
				type="button"
				class={
					"playkit-control-button" + (active ? " playkit-active" : "") + (state ? " " + state : "")
				}
				aria-label={label}
				data-testid={testId}
				onClick={onClick}
				{...more}
			>
				<Icon name={icon} />
				{children}
			</button>
			<span class="playkit-tooltip" aria-hidden="true">
				<span class="playkit-tooltip-label">{label}</span>
			</span>
		</div>
	);
}
