// French of Canada: what is said otherwise than in French.
import type { Words } from "../index";
import { fr } from "./fr";

export const fr_ca: Words = {
	...fr,
	"controls.mute": "Mettre en sourdine",
	"copy.debug": "Copier l’information de débogage",
	"error.default": "Une erreur est survenue. Veuillez réessayer plus tard.",
	"error.site": "Cette vidéo n’est pas disponible sur ce site Web.",
	"transcript.whoops": "Oups!",
	"navigation.kindAnswerOnAir": "Questions et réponses",
	"navigation.kindQuizQuestion": "Questionnaire",
};
