/**
 * Response policies over a stream. Events are held, in order, until all text that they carry is decided by the whole chain.
 * What nobody edited leaves as the very bytes that came.
 */
import type {
  DialectAdapter,
  Json,
  StreamCloser,
  StreamDelta,
  StreamReader,
} from "@/lib/core/dialects/dialect-adapter";
import type { PolicyStep } from "@/lib/core/contracts/call";
import { tryParseJson } from "@/lib/core/json/json-access";
import { listLogprobs } from "@/lib/core/json/list-logprobs";
import type { JsonSplice } from "@/lib/core/json/splice-json";
import { areAdjacent, createSseSplitter, joinPieces, type RawEvent } from "@/lib/core/sse/sse-splitter";
import { closeStep, openSteps, type HostInput, type PolicyBlock, type StepState } from "./policy-outcome";
import type { ChainText } from "./run-chain";
import { spliceEvent } from "./splice-event";
import { StreamChain } from "./stream-chain";
import type { DeltaOwner } from "./stream-slot";

/** Bytes of events held at most. The policy that holds back the oldest of them then fails, open or closed as configured. */
const maxHeldBytes = 1024 * 1024;

export interface StreamPolicies {
  /** Pieces that may leave now, in order. */
  readonly push: (chunk: Uint8Array) => Uint8Array[];
  /** The upstream has ended: everything is decided. */
  readonly end: () => Uint8Array[];
  readonly steps: () => PolicyStep[];
  /** Whether the client got other bytes than upstream sent. */
  readonly isChanged: () => boolean;
  readonly block: () => PolicyBlock | null;
}

interface HeldEvent {
  readonly event: RawEvent;
  readonly json: Json;
  readonly owners: readonly DeltaOwner[];
  readonly copies: readonly JsonSplice[];
}

const noOwners: readonly DeltaOwner[] = [];
const noSplices: readonly JsonSplice[] = [];
const encoder = new TextEncoder();

class StreamHost implements StreamPolicies {
  private readonly splitter = createSseSplitter();
  private readonly held: HeldEvent[] = [];
  private heldBytes = 0;
  private out: Uint8Array[] = [];
  private hasChanged = false;
  private hasEnded = false;
  private readonly chain: StreamChain;
  private readonly read: StreamReader;
  private readonly closer: StreamCloser;

  constructor(
    input: HostInput,
    private readonly states: readonly StepState[],
    private readonly interested: readonly StepState[],
    adapter: DialectAdapter,
  ) {
    this.chain = new StreamChain(interested, input.context, input.now);
    this.read = adapter.createStreamReader();
    this.closer = adapter.createStreamCloser();
  }

  push(chunk: Uint8Array): Uint8Array[] {
    if (this.hasEnded) return [];
    for (const event of this.splitter.push(chunk)) this.accept(event);
    return this.leave();
  }

  end(): Uint8Array[] {
    if (this.hasEnded) return [];
    for (const event of this.splitter.end()) this.accept(event);
    this.chain.end("");
    this.release();
    this.hasEnded = true;
    return this.leave();
  }

  steps(): PolicyStep[] {
    return this.states.map((state) => {
      return closeStep(state, this.interested.includes(state) ? null : "It does not read responses.");
    });
  }

  isChanged(): boolean {
    return this.hasChanged;
  }

  block(): PolicyBlock | null {
    return this.chain.block;
  }

  private leave(): Uint8Array[] {
    const { out } = this;
    this.out = [];
    return out;
  }

  private accept(event: RawEvent): void {
    if (this.hasEnded) return;
    this.held.push(this.readEvent(event));
    this.heldBytes += event.raw.length;
    this.release();
    while (this.heldBytes > maxHeldBytes && this.chain.block === null && this.failHolder()) this.release();
  }

  private readEvent(event: RawEvent): HeldEvent {
    const { data } = event;
    if (data === null) return { event, json: null, owners: noOwners, copies: noSplices };
    const json = data.startsWith("{") || data.startsWith(" ") ? tryParseJson(data) : undefined;
    if (json === undefined) {
      if (data.trim() === "[DONE]") this.chain.end("");
      return { event, json: null, owners: noOwners, copies: noSplices };
    }
    const { deltas, copies, ends } = this.read(event.name, json);
    const owners = deltas.length === 0 ? noOwners : deltas.map((delta) => this.chain.add(delta));
    for (const path of ends) this.chain.end(path);
    return { event, json, owners, copies: copies.length === 0 ? noSplices : this.rewriteCopies(copies) };
  }

  /** Texts that come whole a second time go through the chain afresh; their edits are recorded only when they are news. */
  private rewriteCopies(copies: readonly StreamDelta[]): JsonSplice[] {
    const texts = copies.map((copy): ChainText & { readonly eventPath: string } => {
      const { slotPath: path, kind, format, text, eventPath } = copy;
      return { slot: { path, kind, format, text }, text, eventPath };
    });
    this.chain.rewriteWhole(texts);
    const changed = texts.filter(({ slot, text }) => text !== slot.text);
    return changed.map(({ eventPath, text }) => ({ path: eventPath, value: text }));
  }

  private failHolder(): boolean {
    const owner = this.held[0]?.owners.find(({ waiting }) => waiting > 0);
    if (owner === undefined) return false;
    this.chain.failHolder(owner, `The policy held back more than ${maxHeldBytes} bytes of the stream.`);
    return true;
  }

  private release(): void {
    if (this.chain.block !== null) {
      this.stop(this.chain.block);
      return;
    }
    let count = 0;
    for (const held of this.held) {
      if (held.owners.some(({ waiting }) => waiting > 0)) break;
      this.emit(held);
      count++;
    }
    if (count > 0) this.held.splice(0, count);
  }

  private emit({ event, json, owners, copies }: HeldEvent): void {
    this.heldBytes -= event.raw.length;
    this.closer.observe(event.name, json);
    const edits: JsonSplice[] = [...copies];
    for (const owner of owners) {
      owner.hasLeft = true;
      if (!owner.isTouched || owner.out === owner.delta.text) continue;
      edits.push({ path: owner.delta.eventPath, value: owner.out });
    }
    if (edits.length > 0) {
      this.hasChanged = true;
      edits.push(
        ...listLogprobs(
          json,
          edits.map(({ path }) => path),
        ),
      );
    }
    this.write(edits.length === 0 ? event.raw : spliceEvent(event.raw, edits));
  }

  private write(bytes: Uint8Array): void {
    const last = this.out.pop();
    if (last === undefined) this.out.push(bytes);
    else if (areAdjacent(last, bytes)) this.out.push(joinPieces(last, bytes));
    else this.out.push(last, bytes);
  }

  /** What is held is dropped, and the stream ends as its dialect lets a refusal end. */
  private stop(block: PolicyBlock): void {
    this.hasEnded = true;
    this.hasChanged = true;
    this.held.length = 0;
    const why = block.isFailure
      ? "failed, and calls must not pass without it."
      : `stopped this answer: ${block.reason}`;
    this.write(encoder.encode(this.closer.close(`The policy "${block.policyName}" ${why}`)));
  }
}

/** A stream that no policy reads: chunks go through untouched. */
function createPassThrough(states: readonly StepState[], reason: string): StreamPolicies {
  return {
    push: (chunk) => [chunk],
    end: () => [],
    steps: () => states.map((state) => closeStep(state, reason)),
    isChanged: () => false,
    block: () => null,
  };
}

/** Starts the response policies of one stream. Nothing that it does throws. */
export function createStreamPolicies(input: HostInput): StreamPolicies {
  const states = openSteps(input.policies, "response");
  if (input.adapter === null) return createPassThrough(states, "Policies do not read this endpoint.");
  const interested = states.filter(({ compiled: { policy } }) => policy.hooks?.includes("response") ?? true);
  if (interested.length === 0) return createPassThrough(states, "It does not read responses.");
  return new StreamHost(input, states, interested, input.adapter);
}
