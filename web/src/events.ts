// Names of events that more than one part of a page's player goes by.

/** Events of the element that the engine hears of. */
export const elementEvents = [
	"abort",
	"canplay",
	"canplaythrough",
	"durationchange",
	"emptied",
	"ended",
	"error",
	"loadeddata",
	"loadedmetadata",
	"loadstart",
	"pause",
	"play",
	"playing",
	"progress",
	"ratechange",
	"seeked",
	"seeking",
	"stalled",
	"suspend",
	"timeupdate",
	"volumechange",
	"waiting",
	"enterpictureinpicture",
	"leavepictureinpicture",
];

/** Events that come of an engine: decorators of plugins see them first. */
export const engineEvents = new Set([
	...elementEvents,
	"videotrackchanged",
	"audiotrackchanged",
	"texttrackchanged",
	"abrmodechanged",
	"textcuechanged",
	"fragloaded",
	"manifestloaded",
	"timedmetadata",
]);
