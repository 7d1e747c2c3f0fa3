/** A structural difference between two JSON values, as `/api/v1/calls/{id}/diff` answers it. */
export const changeKinds = ["added", "removed", "modified", "moved"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Who made a change and why, as recorded when it ran. */
export interface ChangeBlame {
  /** Name of the configured policy. */
  readonly policy: string;
  readonly version: number;
  readonly rule: string | null;
  readonly reason: string | null;
}

export interface Change {
  /** For example `messages[2].content[0].text`; the root is the empty string. */
  readonly path: string;
  readonly kind: ChangeKind;
  readonly from?: unknown;
  readonly to?: unknown;
  /** JSON types of both values, when they are not the same: `["number", "string"]`. */
  readonly types?: readonly [from: string, to: string];
  /** Both values are texts that hold JSON (tool arguments): what changed in it, by paths inside it. */
  readonly inside?: readonly Change[];
  /** Name of the policy that made it, when exactly one did. */
  readonly policy?: string;
  /** Everybody who had a part in it. */
  readonly blame?: readonly ChangeBlame[];
}

export interface DiffCounts {
  readonly added: number;
  readonly removed: number;
  readonly modified: number;
  readonly unchanged: number;
}

export interface Diff {
  readonly changed: boolean;
  /** One line, for people and span attributes. */
  readonly summary: string;
  readonly counts: DiffCounts;
  readonly changes: readonly Change[];
  /** The comparison ran out of its budget: still correct, but coarser than it could be. */
  readonly approximate?: true;
  /** Only the beginning of a side was kept: changes are the places that policies recorded to have edited, without values. */
  readonly truncated?: true;
}
