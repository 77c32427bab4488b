// media.js, for what browsers do not take as it is, and drm.js, for what only their key
// systems play.
import type * as Drm from "./drm/drm";
import type * as Media from "./media/media";

declare const __MEDIA_JS__: string;
declare const __DRM_JS__: string;

const part = (name: string) => import(new URL(name, import.meta.url).href);

export const media = (): Promise<typeof Media> => part(__MEDIA_JS__);

export const protector = (s: Drm.Surroundings): Promise<Drm.Protector> =>
	part(__DRM_JS__).then((m: typeof Drm) => new m.Protector(s));
