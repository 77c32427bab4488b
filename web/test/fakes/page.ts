// A page for one test: clock, network, element.
import { Clock } from "./clock";
import { FakeMediaSource, FakeVideo } from "./media";
import { Net } from "./net";

let pages = 0;

export interface Stage {
	clock: Clock;
	net: Net;
	video: FakeVideo;
	element: HTMLVideoElement;
	base: string;
}

/** Sets one up; every page has URLs of its own, since downloads are kept by URL. */
export function stage(): Stage {
	const clock = new Clock().install();
	const net = new Net().install();
	const video = new FakeVideo();
	Object.assign(globalThis, { MediaSource: FakeMediaSource });
	FakeMediaSource.all = [];
	return {
		clock,
		net,
		video,
		element: video as unknown as HTMLVideoElement,
		base: `https://media.example/${++pages}/`,
	};
}

/** The source that is on the element. */
export const source = (s: Stage): FakeMediaSource => s.video.source!;
