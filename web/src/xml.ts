// XML by the browser's parser, as the plain tree that player/manifest/dash
// reads: [name, {attributes}, child or text, ...].

type Tree = [string, Record<string, string>, ...(Tree | string)[]];

/** Returns the document as JSON text, "" when it is not well-formed. */
export function xmlToJSON(text: string): string {
	// Other players read attributes that nothing parts, so packagers have got away with it.
	const root = parsed(text) ?? parsed(text.replace(/="[^"<]*"(?=[\w])/g, "$& "));
	return root ? JSON.stringify(tree(root)) : "";
}

function parsed(text: string): Element | undefined {
	const doc = new DOMParser().parseFromString(text, "application/xml");
	return doc.querySelector("parsererror") ? undefined : doc.documentElement;
}

function tree(node: Element): Tree {
	const out: Tree = [node.nodeName, {}];
	for (const a of node.attributes) out[1][a.name] = a.value;
	for (const child of node.childNodes) {
		if (child.nodeType === Node.ELEMENT_NODE) out.push(tree(child as Element));
		else if (child.nodeType === Node.TEXT_NODE || child.nodeType === Node.CDATA_SECTION_NODE) {
			const text = child.nodeValue?.trim();
			if (text) out.push(text);
		}
	}
	return out;
}
