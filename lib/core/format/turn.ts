import type { Json } from "../dialects/dialect-adapter";

export type PartKind = "text" | "reasoning" | "refusal" | "tool-call" | "tool-result" | "data" | "field";

/** One readable piece of a turn. */
export interface TurnPart {
  /** Where its text is in the body. */
  readonly path: string;
  readonly kind: PartKind;
  /** A tool's name, a block's type, a field's key. */
  readonly label: string | null;
  /** What makes it the same thing in another version of the turn. */
  readonly id: string;
  readonly text: string;
  /** The text is code or JSON, not prose. */
  readonly isCode: boolean;
}

/** A message, an item, or the body's own fields. */
export interface Turn {
  readonly path: string;
  /** For example `user`, `assistant`, `system`, `tool`, `error`; `fields` for the body's own fields. */
  readonly role: string;
  readonly parts: readonly TurnPart[];
  /** The value that it was read from; turns are matched by it. */
  readonly source: Json;
}
