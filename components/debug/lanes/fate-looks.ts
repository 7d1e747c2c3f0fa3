import type { LaneFate } from "@/lib/core/stream-lanes/lane";

export interface FateLook {
  readonly word: string;
  readonly meaning: string;
  /** A shape besides the colour. */
  readonly sign: string;
  readonly stroke: string;
  readonly ink: string;
  readonly dash: string | undefined;
}

/** How each fate of an event looks: a sign and a line pattern of its own, and only then a colour. */
export const fateLooks: Readonly<Record<LaneFate, FateLook>> = {
  passed: {
    word: "Passed",
    meaning: "Left as it came, at once",
    sign: "●",
    stroke: "var(--ink-3)",
    ink: "text-ink-3",
    dash: undefined,
  },
  held: {
    word: "Held",
    meaning: "Left as it came, but only after a later event had come",
    sign: "◆",
    stroke: "var(--info)",
    ink: "text-info-ink",
    dash: "2 3",
  },
  rewritten: {
    word: "Rewritten",
    meaning: "Left with other bytes",
    sign: "~",
    stroke: "var(--modified)",
    ink: "text-modified-ink",
    dash: "6 3",
  },
  dropped: {
    word: "Dropped",
    meaning: "Came and never left",
    sign: "✕",
    stroke: "var(--removed)",
    ink: "text-removed-ink",
    dash: undefined,
  },
  injected: {
    word: "Injected",
    meaning: "Left and never came",
    sign: "+",
    stroke: "var(--added)",
    ink: "text-added-ink",
    dash: undefined,
  },
};
