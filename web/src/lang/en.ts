// English. Keys stay when words change: pages override them by ui.translations.
export const en = {
	"controls.play": "Play", "controls.pause": "Pause", "controls.startOver": "Start over", "controls.playTitle": "Play, title: {{title}}",
	"controls.rewind": "Seek {{n}} seconds backwards", "controls.forward": "Seek {{n}} seconds forward",
	"controls.mute": "Mute", "controls.unmute": "Unmute", "controls.volume": "Volume", "controls.volumeText": "{{n}} percent",
	"controls.fullscreen": "Show Full screen", "controls.exitFullscreen": "Exit Full screen", "controls.settings": "Settings", "controls.live": "Live",
	"controls.captionsOn": "Enable Captions", "controls.captionsOff": "Disable Captions", "controls.noCaptions": "No captions",
	"controls.pip": "Turn on Picture in picture", "controls.exitPip": "Turn off Picture in picture",
	"controls.seek": "Seek", "controls.seekText": "{{now}} of {{all}}", "controls.loading": "Loading", "controls.region": "Video player",
	"settings.quality": "Quality", "settings.captions": "Captions", "settings.speed": "Speed", "settings.audio": "Audio", "settings.auto": "Auto", "settings.normal": "Normal", "settings.off": "Off", "settings.back": "Back",
	"playlist.next": "Next", "playlist.prev": "Prev", "playlist.upNext": "Up next", "playlist.upNextIn": "Up next in", "playlist.cancel": "Cancel", "playlist.inSeconds": "Up next in {{n}} seconds: {{title}}",
	"error.title": "Something went wrong", "error.default": "An error occurred, please try again later.", "error.retry": "Try again", "error.session": "Session id",
	"error.engine": "Some functions of the player could not be loaded.",
	"error.network": "The video could not be loaded. Please check your connection.", "error.media": "This browser could not play the video.", "error.manifest": "The video's description could not be read.",
	"error.notReady": "This video is being prepared. Please come back in a while.", "error.geo": "This video is not available where you are.", "error.unavailable": "This video is not available.",
	"error.ip": "This video is not available in your network.", "error.site": "This video is not available on this site.", "error.scheduled": "This video is not available at this time.",
	"error.access": "You are not allowed to watch this video.", "error.deleted": "This video has been removed.",
	"dualScreen.show": "Show", "dualScreen.hide": "Hide", "dualScreen.side_by_side": "Side by side screens", "dualScreen.switch_to_primary_screen": "Switch to primary screen",
	"dualScreen.switch_to_secondary_screen": "Switch to secondary screen", "dualScreen.expand_primary_screen": "Expand primary screen", "dualScreen.expand_secondary_screen": "Expand secondary screen",
	"dualScreen.small": "Small picture. Arrow keys move it to another corner.", "dualScreen.moved": "Moved to the {{corner}} corner",
	"dualScreen.top-left": "top left", "dualScreen.top-right": "top right", "dualScreen.bottom-left": "bottom left", "dualScreen.bottom-right": "bottom right",
	"timeline.marker_aria_label": "Marker at {{time}}", "timeline.cue_aria_label": "{{title}} at {{time}}", "timeline.hotspot_title": "Hotspot",
	"timeline.question_title": "Question {{n}}", "timeline.reflection_point_title": "Reflection Point", "timeline.audience_asked_title": "Audience Asked",
	"time.h": "{{n}} hours", "time.m": "{{n}} minutes", "time.s": "{{n}} seconds", "time.h1": "1 hour", "time.m1": "1 minute", "time.s1": "1 second",
};

export type Key = keyof typeof en;
