/** The server, as the desks see it. */
export { api, giveCommand, got, once, openCase } from "./client";
export { useOnline } from "./online";
export { Problem, SignedOut, Unreachable, wordsOf } from "./problem";
export { queries } from "./query";
export { blobAddress, upload } from "./upload";
export type * from "./views";
