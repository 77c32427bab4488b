// media.js, for what browsers do not take as it is.
import type * as Media from "./media/media";

declare const __MEDIA_JS__: string;

export const media = (): Promise<typeof Media> => import(new URL(__MEDIA_JS__, import.meta.url).href);
