import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { buildCallSpans } from "@/lib/core/traces/build-call-spans";
import { isCallSampled, type Sampler } from "@/lib/core/traces/sample-call";
import type { TraceBatch } from "@/lib/core/traces/trace-batch";
import type { SendOutcome, SpanSender } from "./create-span-sender";
import {
  claimExport,
  noteFailedExport,
  readNextCalls,
  settleExport,
  type ExportCount,
  type ExportedCall,
} from "./export-store";

export interface ExporterOptions {
  /** Its connections are the exporter's own: one is held for as long as it exports. */
  readonly pool: Pool;
  readonly sender: SpanSender;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly version: string;
  readonly sampler: Sampler;
  readonly batchSpans: number;
  readonly pauseMs: number;
  readonly onProblem: (message: string) => void;
  /** For tests: the first wait after a failure. */
  readonly firstWaitMs?: number;
}

export interface SpanExporter {
  /** Sends what is stored, for at most `drainMs`, and stops. What is left is sent after the next start. */
  readonly close: (drainMs: number) => Promise<void>;
}

/** Calls that have waited longer are given up: a collector that comes back must not be flooded with yesterday. */
const staleAfterSeconds = 3600;
/** How many calls are looked at together; their spans may need several requests. */
const readCalls = 100;
const claimEveryMs = 3_000;
const longestWaitMs = 30_000;
const nothing: ExportCount = { sentCalls: 0, sentSpans: 0, unsampledCalls: 0, rejectedSpans: 0, droppedCalls: 0 };
const notableOutcomes = new Set(["changed", "blocked", "failed-open", "failed-closed"]);

function isNotable({ state, outcome, status }: ExportedCall): boolean {
  return state !== "completed" || notableOutcomes.has(outcome) || (status ?? 0) >= 400;
}

/** Calls whose spans go together, and up to where that comes. */
interface Portion {
  readonly calls: ExportedCall[];
  readonly traces: { readonly traceId: string; readonly spans: ReturnType<typeof buildCallSpans> }[];
  spans: number;
  position: bigint;
  unsampled: number;
  stale: number;
}

/** Starts exporting the calls that are stored from now on, until it is closed. Many may run; one at a time exports. */
export function createSpanExporter(options: ExporterOptions): SpanExporter {
  return new Exporter(options);
}

class Exporter implements SpanExporter {
  private readonly abort = new AbortController();
  private isClosing = false;
  private wakeUp: () => void = () => undefined;
  private complaint: string | null = null;
  private readonly finished: Promise<void>;

  constructor(private readonly options: ExporterOptions) {
    this.finished = this.run();
  }

  async close(drainMs: number): Promise<void> {
    this.isClosing = true;
    const timer = setTimeout(() => {
      this.abort.abort();
      this.wakeUp();
    }, drainMs);
    this.wakeUp();
    await this.finished;
    clearTimeout(timer);
    await this.options.sender.close();
  }

  private async run(): Promise<void> {
    while (!this.isOver()) {
      try {
        await this.takePart();
      } catch (error) {
        this.complain(`spans cannot be exported now: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (this.isClosing) return;
      await this.wait(claimEveryMs);
    }
  }

  private isOver(): boolean {
    return this.abort.signal.aborted;
  }

  private hasToStop(): boolean {
    return this.isClosing;
  }

  /** Exports for as long as the connection lasts, when no other does. */
  private async takePart(): Promise<void> {
    const client = await this.options.pool.connect();
    // Without a listener an error between two queries would end the process.
    const ignore = (): void => undefined;
    client.on("error", ignore);
    try {
      const position = await claimExport(client);
      if (position !== null) await this.lead(client, position);
    } finally {
      client.removeListener("error", ignore);
      // The lock is the connection's, and goes with it.
      client.release(true);
    }
  }

  private async lead(client: PoolClient, from: bigint): Promise<void> {
    let after = from;
    while (!this.isOver()) {
      // What was stored before the stop must be read after it: a look that had begun earlier is not the last.
      const isLast = this.isClosing;
      const calls = await readNextCalls(client, { after, limit: readCalls, staleAfterSeconds });
      for (const portion of this.divide(calls)) {
        if (!(await this.deliver(client, portion))) return;
        after = portion.position;
      }
      if (calls.length === readCalls) continue;
      if (isLast) return;
      if (!this.hasToStop()) await this.wait(this.options.pauseMs);
    }
  }

  private *divide(calls: readonly ExportedCall[]): Generator<Portion> {
    let portion = openPortion();
    for (const call of calls) {
      portion.position = call.revision;
      if (call.isStale) portion.stale += 1;
      else if (!isCallSampled({ ...call, isNotable: isNotable(call) }, this.options.sampler)) portion.unsampled += 1;
      else {
        const spans = buildCallSpans(call, this.options.serviceName);
        portion.calls.push(call);
        portion.traces.push({ traceId: call.traceId, spans });
        portion.spans += spans.length;
      }
      if (portion.spans < this.options.batchSpans) continue;
      yield portion;
      portion = openPortion();
    }
    if (portion.position > 0n) yield portion;
  }

  /** @returns whether the portion is done with; `false` when the exporter must stop */
  private async deliver(client: PoolClient, portion: Portion): Promise<boolean> {
    const { position, unsampled: unsampledCalls, stale: droppedCalls } = portion;
    const known = { ...nothing, position, unsampledCalls, droppedCalls };
    if (portion.spans === 0) {
      await settleExport(client, { ...known, wasSent: false, hasSucceeded: false, error: null });
      return true;
    }
    const outcome = await this.send(client, portion.traces);
    if (outcome === null) return false;
    if (outcome.kind === "too-large" && portion.calls.length > 1) return this.deliverHalves(client, portion);
    this.report(outcome);
    const rejectedSpans = outcome.kind === "accepted" ? Math.min(outcome.rejectedSpans, portion.spans) : portion.spans;
    await settleExport(client, {
      ...known,
      sentCalls: outcome.kind === "accepted" ? portion.calls.length : 0,
      sentSpans: portion.spans - rejectedSpans,
      rejectedSpans,
      wasSent: true,
      hasSucceeded: outcome.kind === "accepted",
      error: outcome.message,
    });
    return true;
  }

  private async deliverHalves(client: PoolClient, portion: Portion): Promise<boolean> {
    const middle = portion.calls.length >> 1;
    const first = takePart(portion, 0, middle);
    const second = takePart(portion, middle, portion.calls.length);
    const { position, unsampled, stale } = portion;
    return (
      (await this.deliver(client, first)) && (await this.deliver(client, { ...second, position, unsampled, stale }))
    );
  }

  /** Sends until it is taken or refused for good. @returns `null` when there is no time left */
  private async send(
    client: PoolClient,
    traces: TraceBatch["traces"],
  ): Promise<Exclude<SendOutcome, { kind: "later" }> | null> {
    const { sender, resource, version, firstWaitMs = 1_000 } = this.options;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const batch: TraceBatch = { resource, scope: { name: "diffract", version }, traces };
      const outcome = await sender.send(batch, this.abort.signal);
      if (outcome.kind !== "later") return outcome;
      // Cut off by us: that says nothing about the collector.
      if (this.isOver()) return null;
      this.report(outcome);
      await noteFailedExport(client, outcome.message);
      // It is all in the database: the next start goes on here, and nobody waits for a collector that is away.
      if (this.isClosing) return null;
      // Half fixed, half random: those that failed together do not come back together.
      await this.wait(outcome.afterMs ?? waitMs / 2 + (Math.random() * waitMs) / 2);
      if (this.isOver()) return null;
    }
  }

  /** Says once that it fails, and once that it works again. */
  private report(outcome: SendOutcome): void {
    const hasFailed = outcome.kind !== "accepted";
    if (hasFailed) this.complain(`spans are not taken: ${outcome.message}`);
    else if (this.complaint !== null) {
      this.options.onProblem("spans are taken again");
      this.complaint = null;
    }
  }

  /** Says the same only once. */
  private complain(message: string): void {
    if (this.complaint !== message) this.options.onProblem(message);
    this.complaint = message;
  }

  private async wait(ms: number): Promise<void> {
    const timer = new AbortController();
    this.wakeUp = () => {
      timer.abort();
    };
    await delay(ms, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
  }
}

function takePart({ calls, traces }: Portion, from: number, to: number): Portion {
  const part = { ...openPortion(), calls: calls.slice(from, to), traces: traces.slice(from, to) };
  part.spans = part.traces.reduce((sum, trace) => sum + trace.spans.length, 0);
  part.position = part.calls.at(-1)?.revision ?? 0n;
  return part;
}

function openPortion(): Portion {
  return { calls: [], traces: [], spans: 0, position: 0n, unsampled: 0, stale: 0 };
}
