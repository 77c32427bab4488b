// Deutsch.
import type { Key } from "./en";

export const de: Record<Key, string> = {
	"controls.play": "Abspielen", "controls.pause": "Pause", "controls.startOver": "Von vorn", "controls.playTitle": "Abspielen, Titel: {{title}}",
	"controls.rewind": "{{n}} Sekunden zurück", "controls.forward": "{{n}} Sekunden vor",
	"controls.mute": "Ton aus", "controls.unmute": "Ton an", "controls.volume": "Lautstärke", "controls.volumeText": "{{n}} Prozent",
	"controls.fullscreen": "Vollbild", "controls.exitFullscreen": "Vollbild beenden", "controls.settings": "Einstellungen", "controls.live": "Live",
	"controls.captionsOn": "Untertitel einschalten", "controls.captionsOff": "Untertitel ausschalten", "controls.noCaptions": "Keine Untertitel",
	"controls.pip": "Bild im Bild", "controls.exitPip": "Bild im Bild beenden",
	"controls.seek": "Spulen", "controls.seekText": "{{now}} von {{all}}", "controls.loading": "Wird geladen", "controls.region": "Videoplayer",
	"settings.quality": "Qualität", "settings.captions": "Untertitel", "settings.speed": "Tempo", "settings.audio": "Ton", "settings.auto": "Automatisch", "settings.normal": "Normal", "settings.off": "Aus", "settings.back": "Zurück",
	"playlist.next": "Weiter", "playlist.prev": "Zurück", "playlist.upNext": "Als Nächstes", "playlist.upNextIn": "Weiter in", "playlist.cancel": "Abbrechen", "playlist.inSeconds": "In {{n}} Sekunden folgt: {{title}}",
	"error.title": "Etwas ist schiefgegangen", "error.default": "Ein Fehler ist aufgetreten. Bitte versuchen Sie es später noch einmal.", "error.retry": "Noch einmal versuchen", "error.session": "Sitzung",
	"error.engine": "Einige Funktionen des Players konnten nicht geladen werden.",
	"error.network": "Das Video konnte nicht geladen werden. Bitte prüfen Sie die Verbindung.", "error.media": "Dieser Browser konnte das Video nicht abspielen.", "error.manifest": "Die Beschreibung des Videos war nicht lesbar.",
	"error.notReady": "Dieses Video wird noch vorbereitet. Bitte kommen Sie später wieder.", "error.geo": "Dieses Video ist an Ihrem Ort nicht verfügbar.", "error.unavailable": "Dieses Video ist nicht verfügbar.",
	"error.ip": "Dieses Video ist in Ihrem Netz nicht verfügbar.", "error.site": "Dieses Video ist auf dieser Seite nicht verfügbar.", "error.scheduled": "Dieses Video ist zurzeit nicht verfügbar.",
	"error.access": "Sie dürfen dieses Video nicht ansehen.", "error.deleted": "Dieses Video wurde entfernt.",
	"dualScreen.show": "Zeigen", "dualScreen.hide": "Ausblenden", "dualScreen.side_by_side": "Nebeneinander", "dualScreen.switch_to_primary_screen": "Zum Hauptbild wechseln",
	"dualScreen.switch_to_secondary_screen": "Zum zweiten Bild wechseln", "dualScreen.expand_primary_screen": "Hauptbild vergrößern", "dualScreen.expand_secondary_screen": "Zweites Bild vergrößern",
	"dualScreen.small": "Kleines Bild. Pfeiltasten setzen es in eine andere Ecke.", "dualScreen.moved": "Nun {{corner}}",
	"dualScreen.top-left": "oben links", "dualScreen.top-right": "oben rechts", "dualScreen.bottom-left": "unten links", "dualScreen.bottom-right": "unten rechts",
	"timeline.marker_aria_label": "Marke bei {{time}}", "timeline.cue_aria_label": "{{title}} bei {{time}}", "timeline.hotspot_title": "Hotspot",
	"timeline.question_title": "Frage {{n}}", "timeline.reflection_point_title": "Denkpause", "timeline.audience_asked_title": "Aus dem Publikum",
	"time.h": "{{n}} Stunden", "time.m": "{{n}} Minuten", "time.s": "{{n}} Sekunden", "time.h1": "1 Stunde", "time.m1": "1 Minute", "time.s1": "1 Sekunde",
};
