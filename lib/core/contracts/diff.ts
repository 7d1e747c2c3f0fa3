/** A structural difference between two JSON values, as `/api/v1/calls/{id}/diff` answers it. */
export const changeKinds = ["added", "removed", "modified", "moved"] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface Change {
  /** For example `messages[2].content[0].text`; the root is the empty string. */
  readonly path: string;
  readonly kind: ChangeKind;
  readonly from?: unknown;
  readonly to?: unknown;
  /** Name of the policy that made it, when exactly one did. */
  readonly policy?: string;
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
}
