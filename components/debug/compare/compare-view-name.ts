/** How two calls are shown. */
export type CompareView = "conversation" | "changes" | "headers";
