// lecture.js: what only players with panels draw.
import type { ComponentType } from "preact";

export const views: Record<string, ComponentType<any>> = {};
