// The start page: shows the demo lecture, copies codes, waits for what is being
// prepared.
interface PageWindow { KalturaPlayer?: { setup(config: object): { loadMedia(info: object): Promise<unknown> } } }

const { partner, uiconf, entry, ready } = document.body.dataset;
const announcer = document.getElementById("status");

function show(): void {
	const { KalturaPlayer } = window as PageWindow;
	if (!document.getElementById("player") || !KalturaPlayer) return;
	const player = KalturaPlayer.setup({ targetId: "player", provider: { partnerId: Number(partner), uiConfId: Number(uiconf) } });
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

/** Looks again every two seconds whether the demo lecture plays. */
function wait(): void {
	if (ready === "true" || !document.getElementById("wait")) return;
	setInterval(() => {
		fetch("/healthz").then((r) => r.ok && location.reload(), () => undefined);
	}, 2000);
}

for (const button of document.querySelectorAll<HTMLButtonElement>(".copy[data-copy]")) button.addEventListener("click", () => void copy(button));
show();
wait();

export {}; // a module: its names are its own
