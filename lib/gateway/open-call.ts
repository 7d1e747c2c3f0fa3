import { bodySides, type BodySide, type HeaderSide, type PolicyStep } from "@/lib/core/contracts/call";
import type {
  CallEndRecord,
  CallIdentity,
  CallRecorder,
  RecordedBody,
  RecordedTimings,
} from "@/lib/core/contracts/call-record";
import type { BodyBudget } from "./body-budget";
import type { CallAbort } from "./call-abort";
import { BodyCapture } from "./body-capture";
import { buildEndRecord, buildStartRecord } from "./build-record";
import type { RunningCalls, RunningPlace } from "./running-calls";
import { findHeader, toRecordedHeaders, type RawHeaders } from "./raw-headers";

export type Timing = keyof RecordedTimings;
/** Filled in as more becomes known; a plain copy is recorded. */
type GrowingIdentity = { -readonly [Field in keyof CallIdentity]: CallIdentity[Field] };
type Sides<T> = { -readonly [Side in BodySide]: T | undefined };
type GrowingTimings = { -readonly [Name in Timing]: number | undefined };

const noHeaders: RawHeaders = [];

// Every side and time has its place from the beginning: objects that grow by names cost several times as much.

function createSides<T>(): Sides<T> {
  return {
    client_request: undefined,
    upstream_request: undefined,
    wire_request: undefined,
    upstream_response: undefined,
    client_response: undefined,
  };
}

function createTimings(): GrowingTimings {
  return {
    authenticated: undefined,
    request_read: undefined,
    upstream_start: undefined,
    connect_start: undefined,
    connect_dns: undefined,
    connect_tcp: undefined,
    connect_tls: undefined,
    upstream_sent: undefined,
    upstream_headers: undefined,
    upstream_first_byte: undefined,
    upstream_last_byte: undefined,
    client_first_byte: undefined,
    client_last_byte: undefined,
    ended: undefined,
  };
}

export interface OpenCallOptions {
  readonly recorder: CallRecorder;
  readonly captureBytes: number;
  /** Monotonic milliseconds with fractions. */
  readonly now: () => number;
  readonly running: RunningCalls;
  readonly abort: CallAbort;
  readonly budget: BodyBudget;
}

/** Of these the last time counts. */
function countsLast(timing: Timing): boolean {
  return timing === "upstream_last_byte" || timing === "client_last_byte";
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Everything gathered about one call until it ends; written to the recorder exactly once. */
export class OpenCall {
  status: number | null = null;
  provider: string | null = null;
  upstreamId: string | null = null;
  upstreamUrl: string | null = null;
  upstreamRequestId: string | null = null;
  /** What the caller's `traceparent` said; `null` without one. */
  parentSampled: boolean | null = null;
  readonly steps: PolicyStep[] = [];
  /** What the gateway itself did on the way. */
  readonly notes: string[] = [];
  readonly headers: { -readonly [Side in HeaderSide]: RawHeaders } = {
    client_request: noHeaders,
    upstream_request: noHeaders,
    upstream_response: noHeaders,
    client_response: noHeaders,
  };

  private readonly beganAt: number;
  private readonly timings = createTimings();
  private readonly captures: Sides<BodyCapture> = createSides();
  private readonly copies: Sides<RecordedBody> = createSides();
  private heldBytes = 0;
  private ended: Promise<void> | null = null;
  private place: RunningPlace | null = null;
  /** What the last checkpoint knew: said again only when upstream has answered since. */
  private checkpointed: "nothing" | "request" | "answer" = "nothing";

  constructor(
    readonly identity: GrowingIdentity,
    private readonly options: OpenCallOptions,
  ) {
    this.beganAt = options.now();
  }

  /** Milliseconds since the call was accepted. */
  elapsedMs(): number {
    return this.options.now() - this.beganAt;
  }

  /**
   * Notes that a point was reached. The first time counts, but the last for `*_last_byte`.
   * @param atMs when, where it is known already
   */
  mark(timing: Timing, atMs?: number): void {
    if (this.timings[timing] === undefined || countsLast(timing)) {
      this.timings[timing] = round(atMs ?? this.elapsedMs());
    }
  }

  timing(timing: Timing): number | undefined {
    return this.timings[timing];
  }

  /** Adds what policies did, numbered through over both hooks. */
  addSteps(steps: readonly PolicyStep[]): void {
    for (const step of steps) this.steps.push({ ...step, position: this.steps.length });
  }

  /** @param hasMarks whether arrival times matter (streams) */
  capture(side: BodySide, hasMarks: boolean): BodyCapture {
    const capture = new BodyCapture({
      side,
      limitBytes: this.options.captureBytes,
      hasMarks,
      flush: (flushed, bytes) => {
        this.options.recorder.part(this.identity.call_id, flushed, bytes);
      },
    });
    this.captures[side] = capture;
    return capture;
  }

  /** Records a body that is in memory as a whole. */
  keep(side: BodySide, bytes: Uint8Array): void {
    this.capture(side, false).take(bytes, 0);
  }

  /** Says that a side's bytes are those of another side, whatever was captured for it. */
  keepSame(side: BodySide, sameAs: BodySide, size: number): void {
    this.copies[side] = { side, size, captured: 0, content_type: null, content_encoding: null, same_as: sameAs };
  }

  /** Journals that the call has begun. Resolves when that is known even if this process dies. */
  announce(): Promise<void> {
    this.place = this.options.running.add(this);
    return this.options.recorder.start(buildStartRecord(this.identity));
  }

  /** Journals what is known by now, bytes included: all that remains if this process dies. Costs nothing for short calls. */
  checkpoint(): void {
    const stage = this.status === null ? "request" : "answer";
    if (stage !== this.checkpointed) {
      const { status, provider, steps } = this;
      const known = { status, provider, steps, bodies: this.describeBodies() };
      this.options.recorder.start({ ...buildStartRecord(this.identity), ...known }).catch(() => undefined);
      this.checkpointed = stage;
    }
    for (const side of bodySides) this.captures[side]?.flush();
  }

  /** Ends it early, because this process must end. */
  stop(): void {
    this.options.abort.abort("stopping");
  }

  /** Resolves when the end record is in the journal. Only the first call counts. */
  end(state: CallEndRecord["state"], reason: string | null): Promise<void> {
    if (this.place !== null) this.options.running.remove(this.place);
    if (this.ended === null) {
      this.ended = this.options.recorder.end(this.buildRecord(state, reason), this.collectBytes());
      if (this.heldBytes > 0) this.releaseWhenEnded(this.ended);
    }
    return this.ended;
  }

  /** Counts bytes that stay in memory until the call has ended. @throws AppError `overloaded` when all calls hold too many */
  hold(bytes: number): void {
    this.options.budget.take(bytes);
    this.heldBytes += bytes;
  }

  /** For calls that are not recorded. */
  release(): void {
    this.options.budget.giveBack(this.heldBytes);
    this.heldBytes = 0;
  }

  private releaseWhenEnded(ended: Promise<void>): void {
    const release = (): void => {
      this.release();
    };
    ended.then(release, release);
  }

  private buildRecord(state: CallEndRecord["state"], reason: string | null): CallEndRecord {
    const recorded = (side: HeaderSide) => toRecordedHeaders(this.headers[side]);
    return buildEndRecord(this.identity, {
      state,
      reason,
      status: this.status,
      provider: this.provider,
      upstream_id: this.upstreamId,
      upstream_url: this.upstreamUrl,
      upstream_request_id: this.upstreamRequestId,
      timings: { ...this.timings, ended: round(this.elapsedMs()) },
      steps: this.steps,
      headers: {
        client_request: recorded("client_request"),
        upstream_request: recorded("upstream_request"),
        upstream_response: recorded("upstream_response"),
        client_response: recorded("client_response"),
      },
      bodies: this.describeBodies(),
      notes: this.notes.length === 0 ? undefined : this.notes,
      parent_sampled: this.parentSampled ?? undefined,
    });
  }

  private describeBodies(): RecordedBody[] {
    const bodies: RecordedBody[] = [];
    for (const side of bodySides) {
      const copy = this.copies[side];
      const headers = this.headers[side === "wire_request" ? "upstream_request" : side];
      if (copy !== undefined) bodies.push(copy);
      else if (this.captures[side] !== undefined) {
        const type = findHeader(headers, "content-type");
        bodies.push(this.captures[side].describe(type, findHeader(headers, "content-encoding")));
      }
    }
    return bodies;
  }

  private collectBytes(): Partial<Record<BodySide, readonly Uint8Array[]>> {
    const rest: Partial<Record<BodySide, readonly Uint8Array[]>> = {};
    for (const side of bodySides) {
      const capture = this.captures[side];
      if (capture !== undefined && this.copies[side] === undefined) rest[side] = capture.rest();
    }
    return rest;
  }
}
