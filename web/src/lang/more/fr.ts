// French.
import type { Words } from "../index";

export const fr: Words = {
	"controls.play": "Lecture",
};
