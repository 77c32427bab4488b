// What is shown before the engine is there: views that the build has taken from
// Go, with what the start request told.
import type { UIHost } from "../ports";
import views from "../gen/views.json";
import { at, type Dict } from "../objects";
import type { Plan } from "../start/plan";

const posterHeights = [180, 360, 540, 720, 1080];

export class EarlyView {
	private engine: Dict = {};
	private held: Dict = {}; // what the engine has shown meanwhile
	private on = false;

	constructor(
		private readonly host: UIHost,
		private readonly show: (patch: Dict) => void,
	) {
		show(views.idle as Dict);
	}

	opening(playing: boolean): void {
		this.on = true;
		this.engine = {
			...this.engine,
			prePlayback: !playing,
			pip: at(this.host.config, "playback.pictureInPicture") !== false,
		};
		if (playing) this.engine.poster = "";
		this.show({ ...(views.playback as Dict), engine: { ...this.engine }, loading: { show: playing } });
	}

	planned(plan: Plan): void {
		if (!this.on) return;
		if (!plan.playable) return this.show({ loading: { show: true } }); // the engine will say why
		Object.assign(this.engine, {
			title: plan.title,
			poster: this.engine.prePlayback ? this.poster(plan.poster) : "",
		});
		this.show({ engine: { ...this.engine } });
	}

	shown(): void {
		if (this.on) this.show({ loading: { show: false } });
	}

	failed(message: string, playing: boolean, retry: () => void): void {
		const again = () => {
			this.show({ engineError: "", ...((playing ? {} : views.idle) as Dict) });
			retry();
		};
		this.show({ ...((playing ? {} : views.error) as Dict), engineError: message, retry: again });
	}

	/** What the engine shows before it has media of its own would take the controls away again. */
	patch(patch: Dict): Dict {
		if (!this.on) return patch;
		const { preset, areas, engine, loading, ...rest } = patch;
		for (const [k, v] of Object.entries({ preset, areas, engine, loading }))
			if (v !== undefined) this.held[k] = v;
		if (preset === undefined || preset === "Idle") return rest;
		this.on = false;
		return { ...this.held, ...rest };
	}

	/** Of the size that is shown, as the engine asks for it (player/load.go). */
	private poster(url = ""): string {
		const given = at(this.host.config, "sources.poster");
		if (typeof given === "string" && given) return given;
		const { width, height } = this.host.video.getBoundingClientRect();
		if (!width || !height || !url.includes("/thumbnail/entry_id/")) return url;
		const h =
			posterHeights.find(
				(h) => (h * 16) / 9 >= width * devicePixelRatio && h >= height * devicePixelRatio,
			) ?? posterHeights.at(-1)!;
		return `${url}/height/${h}/width/${(h * 16) / 9}`;
	}
}
