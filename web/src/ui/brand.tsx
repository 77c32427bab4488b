// What the page's owner puts over the picture and into the bar: watermark and
// logo (reference: player-api §8.1).
import { useEffect, useState } from "preact/hooks";
import { at } from "../objects";
import { useSlice } from "../store";

interface Brand {
	img?: string;
	url?: string;
	text?: string;
	placement?: string;
	timeout?: number;
}

function useBrand(name: string): Brand {
	return (at(useSlice("uiConfig"), "components." + name) ?? {}) as Brand;
}

/** Only addresses that a link may have. */
const safe = (url?: string): string | undefined =>
	url && /^(https?:)?\/\/|^\/|^[\w.-]+(\/|$)/i.test(url) ? url : undefined;

function Mark({ brand, name }: { brand: Brand; name: string }) {
	const picture = <img src={brand.img} alt={brand.text ?? ""} />;
	const url = safe(brand.url);
	return url ? (
		<a href={url} target="_blank" rel="noopener noreferrer" aria-label={brand.text ?? name}>
			{picture}
		</a>
	) : (
		picture
	);
}

/** In a corner; for timeout milliseconds where one is given. */
export function Watermark() {
	const brand = useBrand("watermark");
	const { placement = "top-left", timeout = 0 } = brand;
	const [over, setOver] = useState(false);
	useEffect(() => {
		setOver(false);
		if (!brand.img || !(timeout > 0)) return;
		const timer = setTimeout(() => setOver(true), timeout);
		return () => clearTimeout(timer);
	}, [brand.img, timeout]);
	if (!brand.img || over) return null;
	return (
		<div class={`playkit-watermark playkit-${placement}`}>
			<Mark brand={brand} name="Watermark" />
		</div>
	);
}

export function Logo() {
	const brand = useBrand("logo");
	return brand.img ? (
		<div class="playkit-control-button-container playkit-control-logo">
			<Mark brand={brand} name="Logo" />
		</div>
	) : null;
}
