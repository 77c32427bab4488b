// stats.js: what a player does, for who looks after it (docs/stats.md).
import type { ComponentType } from "preact";
import css from "../styles/stats.css";
import { Stats } from "./overlay";

export const views: Record<string, ComponentType<any>> = { Stats };

/** The sheet that goes with them. */
export { css };
