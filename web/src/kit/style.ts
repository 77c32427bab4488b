// KalturaPlayer.ui.style: class names by their camel-case name, and a few
// values of the theme (reference: player-api §8.4, §8.5).

const values: Record<string, string> = {
	progressBarHeight: "4px",
	progressBarBorderRadius: "2px",
	defaultTransitionTime: "500",
	bottomBarMaxHeight: "60",
	topBarMaxHeight: "75",
	contextMenuHeight: "40",
	contextMenuWidth: "260",
	brandColor: "#006bff",
	white: "#fff",
};
const others: Record<string, string> = {
	iOs: "iOS",
	safari: "Safari",
	windows: "Windows",
	ie: "IE",
	castOnTvAnimation: "castOnTVAnimation",
};
const kept = new Set([
	"prePlaybackPlayOverlayYoutube",
	"iOS",
	"Safari",
	"Windows",
	"IE",
	"openDropmenu",
	"emptyUrl",
	"openOverlay",
	"openSmartContainer",
	"closeSmartContainer",
	"overlayActionIconIn",
	"castOnTVAnimation",
	"slideIn",
]);

const kebab = (key: string) => key.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

function name(key: string): string {
	if (values[key]) return values[key];
	if (others[key] || kept.has(key)) return "playkit-" + (others[key] ?? key);
	const words = kebab(key)
		.replace(/^(tone)(\d)/, "$1-$2")
		.replace(/^(icon-(?:rewind|forward))(\d)/, "$1-$2");
	return /^(?!background|font).*-color$/.test(words) ? `var(--playkit-${words})` : "playkit-" + words;
}

/** Any class name is answered: which ones there are, a stylesheet says. */
export const style = new Proxy({} as Record<string, string>, {
	get: (_, key) => (typeof key === "string" && key !== "default" ? name(key) : undefined),
	has: (_, key) => typeof key === "string",
});
