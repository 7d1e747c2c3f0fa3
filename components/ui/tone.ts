/** What a colour means. Colour never stands alone: pair it with a word, an icon or a sign. */
export type Tone = "neutral" | "accent" | "added" | "removed" | "modified" | "blocked" | "warning" | "info";

/** Soft background with readable text of the same hue. */
export const softTone: Readonly<Record<Tone, string>> = {
  neutral: "bg-sunken text-ink-2 ring-line-strong",
  accent: "bg-accent-soft text-accent-ink ring-accent/25",
  added: "bg-added-soft text-added-ink ring-added/30",
  removed: "bg-removed-soft text-removed-ink ring-removed/30",
  modified: "bg-modified-soft text-modified-ink ring-modified/35",
  blocked: "bg-blocked-soft text-blocked-ink ring-blocked/30",
  warning: "bg-warning-soft text-warning-ink ring-warning/30",
  info: "bg-info-soft text-info-ink ring-info/30",
};

/** Text alone. */
export const inkTone: Readonly<Record<Tone, string>> = {
  neutral: "text-ink-2",
  accent: "text-accent-ink",
  added: "text-added-ink",
  removed: "text-removed-ink",
  modified: "text-modified-ink",
  blocked: "text-blocked-ink",
  warning: "text-warning-ink",
  info: "text-info-ink",
};

/** A filled graphic, at least 3:1 against every surface. */
export const solidTone: Readonly<Record<Tone, string>> = {
  neutral: "bg-ink-3",
  accent: "bg-accent",
  added: "bg-added",
  removed: "bg-removed",
  modified: "bg-modified",
  blocked: "bg-blocked",
  warning: "bg-warning",
  info: "bg-info",
};
