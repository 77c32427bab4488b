// core.utils.Dom (reference: player-api §1.1).

/** Appends an element to the head and waits until it is loaded. */
function loaded<E extends HTMLElement>(element: E): Promise<E> {
	return new Promise((resolve, reject) => {
		element.onload = () => resolve(element);
		element.onerror = reject;
		document.head.append(element);
	});
}

export const dom = {
	addClassName: (e: Element | null, name: string): void =>
		e?.classList.add(...name.split(" ").filter(Boolean)),
	removeClassName: (e: Element | null, name: string): void =>
		e?.classList.remove(...name.split(" ").filter(Boolean)),
	hasClassName: (e: Element | null, name: string): boolean | null => e && e.classList.contains(name),
	setAttribute: (e: Element, name: string, v: string): void => e.setAttribute(name, v),
	removeAttribute: (e: Element, name: string): void => e.removeAttribute(name),
	setStyle: (e: HTMLElement, name: string, v: string): void =>
		e.style.setProperty(
			name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase()),
			v,
		),
	appendChild: (parent: Element | null, child: Node | null): void =>
		void (parent && child && parent.appendChild(child)),
	removeChild: (parent: Element | null, child: Node | null): void =>
		void (parent && child && child.parentNode === parent && parent.removeChild(child)),
	prependTo: (child: Node, parent: Element): void => void parent.insertBefore(child, parent.firstChild),
	insertBefore: (parent: Element, child: Node, before: Node | null = null): void =>
		void parent.insertBefore(child, before),
	getElementById: (id: string): HTMLElement | null => document.getElementById(id),
	getElementBySelector: (selector: string): Element | null => document.querySelector(selector),
	getElementsByTagName: (name: string): HTMLCollectionOf<Element> => document.getElementsByTagName(name),
	createElement: (name: string): HTMLElement => document.createElement(name),
	loadScriptAsync: (src: string): Promise<HTMLScriptElement> =>
		loaded(Object.assign(document.createElement("script"), { src })),
	loadStyleSheetAsync: (href: string): Promise<HTMLLinkElement> =>
		loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href })),
};
