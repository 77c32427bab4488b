// lecture.js: what only players with panels draw.
import type { ComponentType } from "preact";
import { Navigation } from "./navigation";
import { Transcript } from "./transcript";
import css from "../styles/lecture.css";

export const views: Record<string, ComponentType<any>> = { Navigation, Transcript };

/** The sheet that goes with them. */
export { css };
