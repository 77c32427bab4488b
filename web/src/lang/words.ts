// words.js: languages beside English and German, loaded where a page asks for
// one of them (reference: player-api §8.8).
import type { Words } from "./index";
import { ar } from "./more/ar";
import { ca_es } from "./more/ca_es";
import { es } from "./more/es";
import { fi } from "./more/fi";
import { fr } from "./more/fr";
import { fr_ca } from "./more/fr_ca";
import { he } from "./more/he";
import { hi_in } from "./more/hi_in";
import { it } from "./more/it";
import { ja } from "./more/ja";
import { ko } from "./more/ko";
import { nl } from "./more/nl";
import { pt_br } from "./more/pt_br";
import { ru } from "./more/ru";
import { zh_cn } from "./more/zh_cn";
import { zh_tw } from "./more/zh_tw";

// Each language has every word, but those that begin with another one.
export const words: Record<string, Words> = {
	ar,
	ca_es,
	es,
	fi,
	fr,
	fr_ca,
	he,
	hi_in,
	it,
	ja,
	ko,
	nl,
	pt_br,
	ru,
	zh_cn,
	zh_tw,
};
