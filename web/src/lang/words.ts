// words.js: languages beside English and German, loaded where a page asks for
// one of them (reference: player-api §8.8).
import type { Words } from "./index";
import { ca_es } from "./more/ca_es";
import { es } from "./more/es";
import { fi } from "./more/fi";
import { fr } from "./more/fr";
import { fr_ca } from "./more/fr_ca";
import { it } from "./more/it";
import { nl } from "./more/nl";
import { pt_br } from "./more/pt_br";

export const words: Record<string, Words> = {
	ca_es, es, fi, fr, fr_ca, it, nl, pt_br,
};
