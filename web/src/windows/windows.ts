// windows.js: what shows streams in windows of their own.
export { float } from "./float";
export { popOut } from "./popout";
