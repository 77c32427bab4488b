// words.js: languages beside English and German, loaded where a page asks for
// one of them (reference: player-api §8.8).
import type { Words } from "./index";
import { fr } from "./more/fr";

export const words: Record<string, Words> = { fr };
