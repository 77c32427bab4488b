// player.getMediaCapabilities (reference: player-api §1.3).
import type { Dict } from "../objects";
const no = 0,
	yes = 1,
	maybe = 2;

/** What the browser says of HEVC, of decoding it with little power, and of DRM. */
export async function mediaCapabilities({
	width = 1920,
	height = 1080,
	bitrate = 5_000_000,
	framerate = 30,
} = {}): Promise<Dict> {
	const contentType = 'video/mp4; codecs="hvc1.1.6.L120.90"';
	const [hevc, drms] = await Promise.all([
		navigator.mediaCapabilities
			?.decodingInfo({
				type: "media-source",
				video: { contentType, width, height, bitrate, framerate },
			})
			.catch(() => undefined),
		Promise.all(
			["com.widevine.alpha", "com.microsoft.playready", "com.apple.fairplay"].map(async (scheme) =>
				(await drm(scheme)) ? [scheme] : [],
			),
		),
	]);
	const supportedDRMs = drms.flat();
	const said = document.createElement("video").canPlayType(contentType);
	return {
		isHEVCSupported: hevc?.supported ? yes : said === "maybe" ? maybe : no,
		isPowerEfficient: hevc?.supported && hevc.powerEfficient ? yes : no,
		isDRMSupported: supportedDRMs.length ? yes : no,
		supportedDRMs,
	};
}

const drm = (scheme: string): Promise<boolean> =>
	(
		navigator.requestMediaKeySystemAccess?.(scheme, [
			{
				initDataTypes: ["cenc"],
				videoCapabilities: [{ contentType: 'video/mp4; codecs="avc1.42E01E"' }],
			},
		]) ?? Promise.reject()
	).then(
		() => true,
		() => false,
	);
