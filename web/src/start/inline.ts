// The answer to a start request that stands in an iframe document (embed,
// FramePart): script elements with base64, each followed by a mark.

/** Reads the pieces as the parser brings them; resolves behind the last. */
type Pieces = (push: (bytes: Uint8Array) => void) => Promise<void>;

let given: { key: string; media: boolean } | undefined;

/** The document answers the question for this entry itself, with pictures or without. */
export function give(key: string, media: boolean): void {
	given = { key, media };
}

/** The document's answer, once; undefined when it has none to this question. */
export function takeGiven(key: string, media: boolean): Pieces | undefined {
	const fits = given?.key === key && given.media === media;
	given = undefined;
	return fits ? fromDocument : undefined;
}

function fromDocument(push: (bytes: Uint8Array) => void): Promise<void> {
	return new Promise((resolve) => {
		const take = () => {
			for (const mark of document.querySelectorAll("i[hidden]")) {
				push(decode(mark.previousElementSibling?.textContent ?? ""));
				mark.previousElementSibling?.remove();
				mark.remove();
			}
		};
		const observer = new MutationObserver(take);
		observer.observe(document.body, { childList: true });
		const end = () => {
			observer.disconnect();
			take();
			resolve();
		};
		if (document.readyState === "loading")
			document.addEventListener("DOMContentLoaded", end, { once: true });
		else end();
	});
}

function decode(base64: string): Uint8Array {
	const text = atob(base64);
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}
