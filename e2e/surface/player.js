// Brings a player through its scenes and runs the lines of each; what a line
// gives is its result and the events that it caused.
{
	/** Told when they come, not by whom; of cues, e2e/order tells. */
	const noise = new Set("timeupdate progress fragloaded durationchange waiting canplay canplaythrough suspend stalled resize videotrackchanged audiotrackchanged playerstatechanged visibilitychange loadeddata loadedmetadata loadstart emptied manifestloaded texttrackadded playing play firstplay seeked playreached25percent playreached50percent playreached75percent playreached90percent playreached100percent firstplaying medialoaded textcuechanged".split(" "));
	const quiet = (ms) => new Promise((done) => setTimeout(done, ms));
	const until = async (what, f) => {
		for (const end = performance.now() + 40000; !f(); await quiet(50)) if (performance.now() > end) throw new Error("not within 40 s: " + what);
	};
	const later = (f) => new Promise((done) => setTimeout(() => done(f()), 400));
	const box = () => document.getElementById("player").style.cssText;

	window.runScenes = async (config, entryId, scenes) => {
		const player = (window.player = KalturaPlayer.setup(config));
		let events = [];
		for (const name of new Set([...Object.values(player.Event.Core), ...Object.values(player.Event.Cast)])) player.addEventListener(name, (e) => noise.has(e.type) || events.push(e.type));
		const enter = {
			fresh: () => quiet(2500), // an engine that comes later is there then
			loaded: () => player.loadMedia({ entryId }),
			playing: async () => {
				player.play();
				await until("play", () => player.currentTime > 1);
			},
			paused: () => quiet(300),
			ended: async () => {
				player.playbackRate = 1;
				player.currentTime = 29;
				player.play();
				await until("the end", () => player.ended);
			},
			reset: () => quiet(300),
			destroyed: () => quiet(100),
		};
		const out = [];
		for (const [scene, lines] of scenes) {
			try {
				await enter[scene]();
			} catch (e) {
				out.push([scene, "(to get there)", e.message, ""]);
				break;
			}
			await quiet(300);
			for (const line of lines) {
				events = [];
				const asks = line.includes("await1");
				const result = asks ? await tryLine("(async () => " + line.replace("await1(", "await (") + ")()", { player, box, later }) : await tryLine(line, { player, box, later });
				await quiet(/[^=!><]=[^=>]|\w\(\)$|select|configure|Track\(|cue/.test(line) ? 120 : 0);
				out.push([scene, line, result, [...new Set(events)].join(" ")]);
			}
		}
		return out;
	};
}
