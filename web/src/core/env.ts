// core.Env: what browser and device this is, under the names that UAParser
// gives (reference: player-api §1.4).

const ua = navigator.userAgent;
const find = (re: RegExp): string | undefined => re.exec(ua)?.[1];

/** The first row whose expression fits; its group is the version. */
function named(rows: [string, RegExp][]): { name?: string; version?: string } {
	for (const [name, re] of rows) {
		const m = re.exec(ua);
		if (m) return { name, version: m[1]?.replaceAll("_", ".") };
	}
	return { name: undefined, version: undefined };
}

const found = named([
	["Edge", /Edg(?:e|A|iOS)?\/([\d.]+)/],
	["Opera", /OPR\/([\d.]+)/],
	["Samsung Internet", /SamsungBrowser\/([\d.]+)/],
	["Firefox", /(?:Firefox|FxiOS)\/([\d.]+)/],
	["Chrome Headless", /HeadlessChrome\/([\d.]+)/],
	["Chrome WebView", /wv\).+Chrome\/([\d.]+)/],
	["Chrome", /(?:Chrome|CriOS)\/([\d.]+)/],
	["Mobile Safari", /Version\/([\d.]+).*Mobile.*Safari/],
	["Safari", /Version\/([\d.]+).*Safari/],
]);
const engine = named([
	["Blink", /Chrome\/([\d.]+)/],
	["Gecko", /rv:([\d.]+)\).*Gecko\//],
	["WebKit", /AppleWebKit\/([\d.]+)/],
]);
const windows: Record<string, string> = { "6.1": "7", "6.2": "8", "6.3": "8.1", "10.0": "10" };
const os = named([
	["iOS", /(?:iPhone|iPad|iPod).*? OS ([\d_]+)/],
	["Android", /Android ?([\d.]*)/],
	["Windows", /Windows NT ([\d.]+)/],
	["Mac OS", /Mac OS X ([\d_.]+)/],
	["Tizen", /Tizen ([\d.]+)/],
	["webOS", /Web0S|webOS(?:\/([\d.]+))?/i],
	["Chromium OS", /CrOS \w+ ([\d.]+)/],
	["Linux", /Linux ?([\w.]*)/],
]);
if (/Linux/.test(os.name!)) os.version = find(/Linux ?([\w.]*)/);
if (os.name === "Windows") os.version = windows[os.version!] ?? os.version;

const iPad = /iPad/.test(ua),
	iPadOS = /Macintosh/.test(ua) && navigator.maxTouchPoints > 1 && !/Chrome|Firefox/.test(ua);
const device = {
	vendor: undefined as string | undefined,
	model: undefined as string | undefined,
	type: undefined as string | undefined,
};
if (iPad || /iPhone|iPod/.test(ua))
	Object.assign(device, {
		vendor: "Apple",
		model: iPad ? "iPad" : find(/(iPhone|iPod)/),
		type: iPad ? "tablet" : "mobile",
	});
else if (/Macintosh/.test(ua)) Object.assign(device, { vendor: "Apple", model: "Macintosh" });
else if (os.name === "Tizen" || os.name === "webOS" || /SMART-TV|SmartTV|HbbTV|BRAVIA|AFT\w/i.test(ua))
	Object.assign(device, {
		vendor: os.name === "Tizen" ? "Samsung" : os.name === "webOS" ? "LG" : undefined,
		type: "smarttv",
	});
else if (os.name === "Android") {
	const model = find(/Android [\d.]+; ([^;)]+?)(?: Build|\)|;)/);
	const vendor = model && (/^SM-/.test(model) ? "Samsung" : /^Pixel/.test(model) ? "Google" : undefined);
	Object.assign(device, { vendor, model, type: /Mobile/.test(ua) ? "mobile" : "tablet" });
} else if (/PlayStation|Xbox|Nintendo/.test(ua))
	Object.assign(device, { model: find(/(PlayStation \d|Xbox(?: One)?|Nintendo \w+)/), type: "console" });

const is = (type: string): boolean => device.type === type;

export const Env = {
	ua,
	browser: { ...found, major: found.version?.split(".")[0] },
	engine,
	os,
	device,
	cpu: {
		architecture: /x86_64|Win64|x64|amd64/i.test(ua)
			? "amd64"
			: /aarch64|arm64/i.test(ua)
				? "arm64"
				: undefined,
	},
	isConsole: is("console"),
	isSmartTV: is("smarttv"),
	isMobile: is("mobile"),
	isTablet: is("tablet") || iPadOS,
	isWearable: is("wearable"),
	isEmbedded: is("embedded"),
	isIPadOS: iPadOS,
	isSafari: /Safari/.test(found.name ?? ""),
	isIOS: os.name === "iOS" || iPadOS,
	isMacOS: os.name === "Mac OS" && !iPadOS,
	isChrome: /^Chrome/.test(found.name ?? ""),
	isEdge: found.name === "Edge",
	isFirefox: found.name === "Firefox",
};
