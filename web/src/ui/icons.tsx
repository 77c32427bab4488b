// Icons on a 24 px grid: [filled paths, stroked paths].
const shapes: Record<string, [string, string?]> = {
	play: ["M8 5v14l11-7z"],
	pause: ["M6.5 5h4v14h-4zM13.5 5h4v14h-4z"],
	"start-over": ["M9 1.5v7L14 5z", "M12 5a7.5 7.5 0 1 1-7.5 7.5"],
	rewind: ["M15 1.5v7L10 5z", "M12 5a7.5 7.5 0 1 0 7.5 7.5"],
	forward: ["M9 1.5v7L14 5z", "M12 5a7.5 7.5 0 1 1-7.5 7.5"],
	"volume-base": ["M3 9v6h4l5 4.5v-15L7 9z", "M15 8.5a5 5 0 0 1 0 7M17.5 5.5a9 9 0 0 1 0 13"],
	"volume-wave": ["M3 9v6h4l5 4.5v-15L7 9z", "M15 8.5a5 5 0 0 1 0 7"],
	"volume-mute": ["M3 9v6h4l5 4.5v-15L7 9z", "M15.5 9.5l5 5M20.5 9.5l-5 5"],
	"closed-captions-on": ["M5 4h14a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z"],
	"closed-captions-off": [
		"",
		"M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM10.5 10.5a2 " +
			"2 0 1 0 0 3M17 10.5a2 2 0 1 0 0 3",
	],
	audio: [
		"M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z",
		"M6 11.5a6 6 0 0 0 12 0M12 17.5V21M8.5 21h7",
	],
	stats: ["", "M4 19V5M4 19h16M8 15l4-5 3 3 5-7"],
	copy: ["", "M9 9h11v11H9zM15 5V4H4v11h1"],
	settings: ["", "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4"],
	maximize: ["", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"],
	minimize: ["", "M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5"],
	"picture-in-picture-start": ["M12.5 12h7v5h-7z", "M3.5 5h17v14h-17z"],
	switch: ["", "M7 4L3.5 7.5 7 11M4 7.5h13M17 13l3.5 3.5L17 20M20 16.5H7"],
	"side-by-side": ["M12.5 6h9v12h-9z", "M3 6.5h8v11H3z"],
	expand: ["M14 13h6v5h-6z", "M3 5h18v14H3z"],
	hide: ["", "M6 12h12"],
	show: ["", "M6 15l6-6 6 6"],
	close: ["", "M6 6l12 12M18 6L6 18"],
	check: ["", "M5 12.5l4.5 4.5L19 7.5"],
	forth: ["", "M9 5l7 7-7 7"],
	next: ["M6 5.5v13l9.5-6.5zM16.5 5.5h2.2v13h-2.2z"],
	prev: ["M18 5.5v13L8.5 12zM5.3 5.5h2.2v13H5.3z"],
	back: ["", "M15 5l-7 7 7 7"],
	chapter: ["M4 5h16v3H4zM4 10.5h10v3H4zM4 16h13v3H4z"],
	slide: ["", "M3 4h18v12H3zM12 16v4M8.5 20h7"],
	hotspot: [
		"M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
		"M12 3v3M12 18v3M3 12h3M18 12h3M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
	],
	question: [
		"",
		"M9 9.2a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1.1-1.4 2.1M12 17.4v.1M12 2.8a9.2 9.2 0 1 0 0 " +
			"18.4 9.2 9.2 0 0 0 0-18.4z",
	],
	answer: ["", "M4 5h16v11h-8l-4.5 4v-4H4zM8 9h8M8 12h5"],
	transcript: ["", "M5 3.5h14v17H5zM8.5 8h7M8.5 12h7M8.5 16h4"],
	navigation: ["M4 5h4v4H4zM4 10h4v4H4zM4 15h4v4H4z", "M11 7h9M11 12h9M11 17h9"],
	more: [
		"M4 12a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM10 12a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM16 12a2 2 0 1 0 4 0 2 2 0 0 0-4 0z",
	],
	up: ["", "M6 15l6-6 6 6"],
	down: ["", "M6 9l6 6 6-6"],
	detach: ["", "M10 5H5v14h14v-5M13 4h7v7M20 4l-9 9"],
	attach: ["", "M10 5H5v14h14v-5M19 12h-7V5M12 12l8-8"],
	download: ["", "M12 4v11M7 11l5 5 5-5M5 20h14"],
	print: ["", "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z"],
	search: ["", "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3L20.5 20.5"],
	error: ["", "M12 7.5v6M12 17v.1M12 2.8a9.2 9.2 0 1 0 0 18.4 9.2 9.2 0 0 0 0-18.4z"],
};

export function Icon({ name }: { name: string }) {
	return (
		<i class={`playkit-icon playkit-icon-${name}`} aria-hidden="true">
			<Drawing name={name} />
		</i>
	);
}

function Drawing({ name }: { name: string }) {
	const [fill, stroke] = shapes[name] ?? [""];
	return (
		<svg viewBox="0 0 24 24" width="24" height="24" focusable="false">
			{fill && <path d={fill} fill="currentColor" />}
			{stroke && (
				<path
					d={stroke}
					fill="none"
					stroke="currentColor"
					stroke-width="2"
					stroke-linecap="round"
					stroke-linejoin="round"
				/>
			)}
			{name === "closed-captions-on" && (
				<path
					d="M10.5 10.5a2 2 0 1 0 0 3M17 10.5a2 2 0 1 0 0 3"
					fill="none"
					stroke="var(--playkit-tone-8-color)"
					stroke-width="2"
					stroke-linecap="round"
				/>
			)}
		</svg>
	);
}

/** Icons as components, by "icon:" and their contract's type. */
export const icons: Record<string, () => preact.VNode> = Object.fromEntries(
	Object.keys(shapes).map((name) => ["icon:" + name, () => <Drawing name={name} />]),
);
