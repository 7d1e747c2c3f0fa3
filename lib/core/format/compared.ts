import type { PartKind } from "./turn";

/** Who made a change and why, as recorded when it ran. */
export interface Blame {
  /** Index in the call's steps. */
  readonly step: number;
  readonly name: string;
  /** `null` when it is not known which edit it was. */
  readonly rule: string | null;
  readonly reason: string | null;
  readonly version: number;
  readonly durationMs: number;
}

/** One change that a reader can jump to. Numbered from 1 through request and response. */
export interface NumberedChange {
  readonly number: number;
  readonly hook: "request" | "response";
  readonly path: string;
  readonly kind: "added" | "removed" | "modified";
  readonly from: string;
  readonly to: string;
  readonly blame: readonly Blame[];
  /** Only the beginning of `from` or `to` is here. */
  readonly isCut?: true;
}

/** A stretch of text: the same on both sides when it has no change. */
export interface ComparedRun {
  readonly from: string;
  readonly to: string;
  /** Number of the change; `null` when nothing changed here. */
  readonly change: number | null;
  /** Characters that were left out here because the body is very long. */
  readonly omitted?: number;
  /** Changes in what was left out. */
  readonly omittedChanges?: number;
}

/** One part of a turn as it was and as it became. */
export interface ComparedPart {
  readonly path: string;
  readonly kind: PartKind;
  readonly label: string | null;
  readonly isCode: boolean;
  readonly presence: "both" | "original" | "final";
  readonly runs: readonly ComparedRun[];
  readonly isChanged: boolean;
}

export interface ComparedTurn {
  readonly path: string;
  readonly role: string;
  readonly presence: "both" | "original" | "final";
  readonly parts: readonly ComparedPart[];
  /** Stands for turns whose parts were left out because the body is very long. */
  readonly omitted?: OmittedTurns;
}

export interface OmittedTurns {
  /** Place of the first in the whole list. */
  readonly at: number;
  readonly count: number;
  /** Numbers of the changes in them: only turns that stand alone have any. */
  readonly changes: readonly number[];
}

export interface ComparedBodies {
  readonly turns: readonly ComparedTurn[];
  readonly changes: readonly NumberedChange[];
  /** The comparison ran out of its budget: correct, but coarser than it could be. */
  readonly isApproximate: boolean;
  /** Changes beyond those that are listed. */
  readonly unlisted?: number;
}
