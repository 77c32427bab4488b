// Other players behind one small interface, for streams.
"use strict";

window.errors = [];
const video = document.querySelector("video");
video.muted = true;

const load = (src) => new Promise((ok, no) => {
  const s = document.createElement("script");
  s.src = src;
  s.onload = ok;
  s.onerror = () => no(new Error(`no ${src}`));
  document.head.append(s);
});

const cues = (language) => [...video.textTracks].some((t) => t.language === language && t.cues?.length > 0);

// Each gives: heights of the renditions, a choice of one, languages of sound and
// of captions, and a choice of each; with DASH, where a thumbnail is.
const players = {
  async "hls.js"(url) {
    await load("/npm/hls.js/dist/hls.min.js");
    const p = new Hls({ maxBufferLength: 6 });
    // On a slow machine it may get impatient while the first bytes come.
    const impatient = ["bufferSeekOverHole", "bufferStalledError", "bufferNudgeOnStall"];
    p.on(Hls.Events.ERROR, (_, e) => (e.fatal || !impatient.includes(e.details)) && errors.push(`${e.details} ${e.error?.message ?? ""}`));
    const read = new Promise((r) => p.once(Hls.Events.LEVEL_LOADED, r));
    p.loadSource(url);
    p.attachMedia(video);
    await read;
    return {
      heights: () => p.levels.map((l) => l.height),
      rendition: (i) => { p.currentLevel = i; },
      sounds: () => p.audioTracks.map((t) => t.lang),
      sound: (i) => new Promise((r) => { if (p.audioTrack === i) r(); p.once(Hls.Events.AUDIO_TRACK_SWITCHED, r); p.audioTrack = i; }),
      captions: () => p.subtitleTracks.map((t) => t.lang),
      caption: (i) => { p.subtitleDisplay = true; p.subtitleTrack = i; },
    };
  },
  async shaka(url) {
    await load("/npm/shaka-player/dist/shaka-player.compiled.js");
    const p = new shaka.Player();
    await p.attach(video);
    // With HLS it keeps new captions until the next pictures come: so it shall
    // not have them all.
    p.configure({ abr: { enabled: false }, streaming: { bufferingGoal: 2, bufferBehind: 1 } });
    p.addEventListener("error", (e) => errors.push(`${e.detail.code} ${e.detail.data}`));
    await p.load(url);
    const variants = () => {
      const language = p.getVariantTracks().find((t) => t.active)?.language;
      return p.getVariantTracks().filter((t) => t.language === language).sort((a, b) => a.bandwidth - b.bandwidth);
    };
    const sounds = () => [...new Set(p.getVariantTracks().map((t) => t.language))];
    return {
      heights: () => variants().map((t) => t.height),
      rendition: (i) => p.selectVariantTrack(variants()[i], true),
      sounds,
      sound: (i) => p.selectVariantTrack(p.getVariantTracks().find((t) => t.language === sounds()[i]), true),
      captions: () => p.getTextTracks().map((t) => t.language),
      caption: (i) => { p.selectTextTrack(p.getTextTracks()[i]); p.setTextTrackVisibility?.(true); },
      thumbnail: async (at) => {
        const track = p.getImageTracks()[0];
        const i = track && await p.getThumbnails(track.id, at);
        return i && { url: i.uris[0], place: [i.positionX, i.positionY, i.width, i.height] };
      },
    };
  },
  async "dash.js"(url) {
    await load("/npm/dashjs/dist/modern/umd/dash.all.min.js");
    const p = dashjs.MediaPlayer().create();
    p.updateSettings({ debug: { logLevel: dashjs.Debug.LOG_LEVEL_NONE }, streaming: { abr: { autoSwitchBitrate: { video: false, audio: false } }, text: { defaultEnabled: true } } });
    p.on("error", (e) => errors.push(`${e.error.code} ${e.error.message}`));
    p.on("keyError", (e) => errors.push(`${e.error?.code} ${e.error?.message}`));
    const read = new Promise((r) => p.on("streamInitialized", r));
    p.initialize(video, url, false);
    await read;
    return {
      heights: () => p.getRepresentationsByType("video").map((r) => r.height),
      rendition: (i) => p.setRepresentationForTypeByIndex("video", i, true),
      sounds: () => p.getTracksFor("audio").map((t) => t.lang),
      sound: (i) => p.setCurrentTrack(p.getTracksFor("audio")[i]),
      captions: () => p.getTracksFor("text").map((t) => t.lang),
      caption: (i) => p.setTextTrack(i),
      thumbnail: (at) => new Promise((r) => p.provideThumbnail(at, (i) => r(i && { url: i.url, place: [i.x, i.y, i.width, i.height] }))),
    };
  },
};

const within = (what, promise) =>
  Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error(`never ${what}: ${state()}`)), 20000))]);

window.start = async (name, url) => {
  window.player = await within("loaded", players[name](url));
  await within("began", video.play());
};

const state = () =>
  `at ${video.currentTime} of ${video.duration}, height ${video.videoHeight}, errors ${errors}, paused ${video.paused}, ready ${video.readyState}, buffered ${[...Array(video.buffered.length).keys()].map((i) => video.buffered.start(i) + "-" + video.buffered.end(i))}`;

const until = async (what, good, limit = 15000) => {
  for (const end = performance.now() + limit; !good(); await new Promise((r) => setTimeout(r, 40))) {
    if (video.ended) back();
    if (performance.now() > end) throw new Error(`never ${what}: ${state()}`);
  }
};

const back = () => {
  video.currentTime = 0.5;
  video.play();
};

const runs = async (what) => {
  if (video.duration - video.currentTime < 2) back();
  await until(`time for ${what}`, () => !video.seeking);
  const from = video.currentTime;
  await until(`plays with ${what}`, () => video.currentTime > from + 0.4 || video.currentTime < from);
};

// Plays every rendition, language and caption, then to the end; tells what there was.
window.walk = async () => {
  await runs("what it began with");
  const told = { heights: player.heights(), sounds: player.sounds(), captions: player.captions() };
  const i = await within("had a thumbnail", player.thumbnail?.(2));
  if (i && (await fetch(i.url)).ok) told.thumbnail = i.place.map(Math.round).join();
  for (const i of told.captions.keys()) {
    await within("chose captions", player.caption(i));
    await until(`cues of ${told.captions[i]}`, () => cues(told.captions[i]));
  }
  for (const i of told.heights.keys()) {
    await player.rendition(i);
    await runs(`height ${told.heights[i]}`);
    await until(`height ${told.heights[i]}`, () => video.videoHeight === told.heights[i]);
  }
  for (const i of told.sounds.keys()) {
    await within("chose sound", player.sound(i));
    await runs(`sound ${told.sounds[i]}`);
  }
  let ended = false;
  video.addEventListener("ended", () => { ended = true; }, { once: true });
  let left = 0.2;
  // dash.js pauses where it thinks the end is, and may stand after a change of
  // sound and a seek.
  const nearly = () => {
    video.currentTime = video.duration - (left += 0.6);
    video.play().catch(() => {}); // a pause that comes between is met by the next try
  };
  nearly(); // what plays to its end at once may never answer
  const again = setInterval(nearly, 5000);
  await until("ends", () => ended);
  clearInterval(again);
  told.seconds = Math.round(video.duration * 10) / 10;
  told.captions.sort();
  return told;
};
