// Puts text where it can be pasted from.

/** Whether it is there; without the clipboard's permission the old way is tried. */
export async function copied(text: string, near: Element): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		const box = near.ownerDocument.createElement("textarea");
		box.value = text;
		box.style.cssText = "position:absolute;opacity:0";
		near.append(box);
		box.select();
		const done = near.ownerDocument.execCommand("copy");
		box.remove();
		return done;
	}
}
