/** Stream lanes: events of a streamed answer as they came from upstream and as they left for the client. */
import type { StreamMark } from "../contracts/call";

/**
 * `passed`: left as it came. `held`: left as it came, but only after a later event had come. `rewritten`: left with other
 * bytes. `dropped`: came and never left. `injected`: left and never came.
 */
export const laneFates = ["passed", "held", "rewritten", "dropped", "injected"] as const;
export type LaneFate = (typeof laneFates)[number];

/** One event on one lane. */
export interface LaneEvent {
  /** Milliseconds since the call was accepted, of its last byte; `null` when no marks tell. */
  readonly atMs: number | null;
  readonly bytes: number;
  readonly name: string | null;
  /** The text that it adds to the answer. */
  readonly text: string;
  /** Its data, the beginning of it. */
  readonly data: string;
}

/** What became of one event; at least one of the two is there. */
export interface LaneLink {
  readonly fate: LaneFate;
  readonly upstream: number | null;
  readonly client: number | null;
  /** How much later it left than it came; `null` when it did not do both. */
  readonly delayMs: number | null;
}

export interface StreamLanes {
  readonly upstream: readonly LaneEvent[];
  readonly client: readonly LaneEvent[];
  /** In the order in which things happened. */
  readonly links: readonly LaneLink[];
  readonly counts: Readonly<Record<LaneFate, number>>;
  /** Added to the first event that carries text, and on average to all that passed, were held or rewritten. */
  readonly firstTokenDelayMs: number | null;
  readonly meanDelayMs: number | null;
  readonly maxDelayMs: number | null;
  /** Events beyond these were not laid out. */
  readonly isCut: boolean;
}

/** One side of a stream as it was captured. */
export interface CapturedStream {
  readonly bytes: Uint8Array;
  readonly marks: readonly StreamMark[];
}
