// Draws a tree at another place of the document, with the contexts of where it
// stands.
import { Component, h, render, type ComponentChildren } from "preact";

class Bridge extends Component<{ context: object; children?: ComponentChildren }> {
	override getChildContext() {
		return this.props.context;
	}
	override render() {
		return this.props.children as preact.VNode;
	}
}

interface Props {
	into?: Element | null;
	children?: ComponentChildren;
}

export class Portal extends Component<Props> {
	private place?: HTMLElement;
	override componentDidMount() {
		this.draw();
	}
	override componentDidUpdate() {
		this.draw();
	}
	override componentWillUnmount() {
		if (this.place) render(null, this.place);
		this.place?.remove();
	}
	private draw() {
		const { into, children } = this.props;
		if (!into) return;
		this.place ??= Object.assign(document.createElement("div"), { className: "playkit-portal" });
		if (this.place.parentNode !== into) into.append(this.place);
		render(h(Bridge, { context: this.context as object, children }), this.place);
	}
	override render() {
		return null;
	}
}

export const createPortal = (children: ComponentChildren, into: Element) => h(Portal, { into, children });
