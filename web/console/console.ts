// The start page: shows the demo lecture, copies codes, waits for what is being
// prepared.
interface PageWindow {
	KalturaPlayer?: { setup(config: object): { loadMedia(info: object): Promise<unknown> } };
}

const { partner, uiconf, entry, ready } = document.body.dataset;
const announcer = document.getElementById("status");

function show(): void {
	const { KalturaPlayer } = window as PageWindow;
	if (!document.getElementById("player") || !KalturaPlayer) return;
	const player = KalturaPlayer.setup({
		targetId: "player",
		provider: { partnerId: Number(partner), uiConfId: Number(uiconf) },
	});
	player.loadMedia({ entryId: entry }).catch(() => undefined); // the player shows its error
}

async function copy(button: HTMLButtonElement): Promise<void> {
	const source = document.getElementById(button.dataset.copy ?? "");
	if (!source) return;
	const label = button.textContent;
	try {
		await navigator.clipboard.writeText(source.textContent ?? "");
	} catch {
		// No clipboard without HTTPS: selected, it is one key away.
		getSelection()?.selectAllChildren(source);
		if (announcer) announcer.textContent = "Selected. Press Ctrl+C to copy.";
		return;
	}
	button.textContent = "Copied";
	if (announcer) announcer.textContent = "Copied to the clipboard.";
	setTimeout(() => (button.textContent = label), 2000);
}

/** Follows the demo lecture that is being prepared. */
function wait(): void {
	if (ready === "true" || !document.getElementById("wait")) return;
	void ask();
}

interface Making {
	ready: boolean;
	failed: boolean;
	step: string;
	percent: number;
}

/** Tells how far the lecture has come, every second, until it is there. */
async function ask(): Promise<void> {
	const now = await fetch("/player/demo.json").then(
		(r) => r.json() as Promise<Making>,
		() => undefined,
	);
	if (now?.ready) return location.reload();
	if (now) tell(now);
	if (!now?.failed) setTimeout(() => void ask(), 1000);
}

function tell({ step, percent }: Making): void {
	const words = document.getElementById("step"),
		bar = document.getElementById("progress") as HTMLProgressElement,
		number = document.getElementById("percent");
	if (words && words.textContent !== step) words.textContent = step; // said once
	bar.value = percent;
	if (number) number.textContent = percent + " %";
}

for (const button of document.querySelectorAll<HTMLButtonElement>(".copy[data-copy]"))
	button.addEventListener("click", () => void copy(button));
show();
wait();

export {}; // a module: its names are its own
