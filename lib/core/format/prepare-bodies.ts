import type { BodyInfo, BodySide, CallDetail, HeaderSide, PolicyStep } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { applyEdits } from "../json/apply-edits";
import { asString, isObject } from "../json/json-access";
import { compareBodies } from "./compare-bodies";
import type { ComparedTurn, NumberedChange } from "./compared";
import { defaultSelection, hookOf, type BodySelection, type Hook, type Hop, type HopPair } from "./hops";
import { replayEdits } from "./replay-edits";

/**
 * `changed`, `unchanged`: both sides are there. `stopped`: there is no final. `made-here`: there is no original, the
 * gateway wrote the final. `alone`: one place only was asked for. `unreadable`: a body is there but cannot be shown as
 * JSON. `empty`, `running`: nothing is there. `so-far`: a part of an answer that is still coming. `removed`: it was there once.
 */
export type SideStatus =
  | "so-far"
  | "changed"
  | "unchanged"
  | "alone"
  | "stopped"
  | "made-here"
  | "unreadable"
  | "empty"
  | "running"
  | "removed";

/** One section: what a body was at one place and what it became at another. */
export interface PreparedSide {
  readonly hook: Hook;
  readonly pair: HopPair;
  readonly status: SideStatus;
  readonly turns: readonly ComparedTurn[];
  readonly changes: readonly NumberedChange[];
  /** Changes beyond those that are listed. */
  readonly unlisted?: number;
  readonly originalInfo: BodyInfo | null;
  readonly finalInfo: BodyInfo | null;
  readonly originalSide: HeaderSide;
  readonly finalSide: HeaderSide;
  /** What the record says about a body that is not shown. */
  readonly note: string | null;
  /** Policies that looked at this side, whatever they found. */
  readonly ran: readonly PolicyStep[];
  /** Too much to be compared in full: correct, but coarser. */
  readonly isApproximate: boolean;
  /** Made from recorded edits, with steps left out or one step alone: what would have been, not what was. */
  readonly isRecomputed: boolean;
}

/** A section with the documents that it was made from. */
export interface PreparedDocuments extends PreparedSide {
  readonly original: Json;
  readonly final: Json;
}

export interface PreparedBodies<Side extends PreparedSide = PreparedDocuments> {
  readonly sections: readonly Side[];
  /** Of all sections, in order. */
  readonly changes: readonly NumberedChange[];
}

interface Versions {
  readonly original: Json;
  readonly final: Json;
}

/** What was captured at each place, where it is not that of the call's own bodies. */
export type HopDocuments = Readonly<Partial<Record<Hop, Json>>>;

type PreparedCall = Pick<CallDetail, "state" | "request" | "response" | "steps" | "bodies" | "bodies_removed">;

/** Whose headers belong to a place. */
const hopSides: Readonly<Record<Hop, HeaderSide>> = {
  client_sent: "client_request",
  after_policies: "upstream_request",
  on_wire: "upstream_request",
  provider_sent: "upstream_response",
  normalised: "upstream_response",
  client_received: "client_response",
};

const bodiless: ReadonlySet<SideStatus> = new Set(["unreadable", "empty", "running", "removed"]);

/** What the recorder writes in place of a body that it cannot show. */
function readNote(value: Json): string | null {
  if (!isObject(value) || Object.keys(value).length !== 3) return null;
  return typeof value.size === "number" && "content_type" in value ? asString(value.note) : null;
}

/** Edits of a place that the readable view does not have are left out, whatever their path looks like. */
function applySafely(document: Json, { edits }: PolicyStep): Json {
  try {
    return applyEdits(document, edits);
  } catch {
    return document;
  }
}

function hasBody(info: BodyInfo | null): boolean {
  return info !== null && info.size > 0;
}

/** Equal bytes are equal, whatever the readable view says. */
function areSameBytes(original: BodyInfo | null, final: BodyInfo | null): boolean {
  if (original === null || final === null) return false;
  if (final.same_as === original.side || original.same_as === final.side) return true;
  return original.sha256 !== null && original.sha256 === final.sha256 && original.size === final.size;
}

/** The body at one place of a call's way; `null` when there is none. */
export function readHop(call: Pick<CallDetail, "request" | "response">, hop: Hop, documents: HopDocuments): Json {
  const { request, response } = call;
  const own: Readonly<Record<Hop, unknown>> = {
    client_sent: request.original,
    after_policies: request.final,
    on_wire: request.final,
    provider_sent: response.original,
    normalised: response.original,
    client_received: response.final,
  };
  return documents[hop] ?? (own[hop] as Json | undefined) ?? null;
}

class Preparation {
  constructor(
    private readonly call: PreparedCall,
    private readonly selection: BodySelection,
    private readonly documents: HopDocuments,
  ) {}

  prepare(pair: HopPair, firstNumber: number): PreparedDocuments {
    const hook = hookOf(pair.from);
    const [originalSide, finalSide] = [hopSides[pair.from], hopSides[pair.to]];
    const [originalInfo, finalInfo] = [this.findInfo(pair.from), this.findInfo(pair.to)];
    const ran = this.call.steps.filter((step) => step.hook === hook);
    const found = {
      original: readHop(this.call, pair.from, this.documents),
      final: readHop(this.call, pair.to, this.documents),
    };
    const status = this.decideStatus(pair, found, [originalInfo, finalInfo]);
    const steps = this.isReplayed(pair)
      ? replayEdits(this.call.steps, new Set(this.selection.hidden))
      : this.call.steps;
    const isSame = status === "changed" && this.isWhole() && areSameBytes(originalInfo, finalInfo);
    const { original, final } = this.chooseVersions(status, pair, found);
    const isShown = !bodiless.has(status);
    const compared = isShown
      ? compareBodies({ hook, original, final: isSame ? original : final, steps: this.keepOnly(steps), firstNumber })
      : { turns: [], changes: [], isApproximate: false };
    return {
      hook,
      pair,
      status: status === "changed" && compared.changes.length === 0 ? "unchanged" : status,
      original,
      final,
      ...compared,
      originalInfo,
      finalInfo,
      originalSide,
      finalSide,
      note: readNote(found.original) ?? readNote(found.final),
      ran,
      isRecomputed: this.isRecomputed(status, pair),
    };
  }

  private isRecomputed(status: SideStatus, { from, to }: HopPair): boolean {
    return status === "changed" && !this.isWhole() && from !== to;
  }

  /** Nothing is hidden and no step is looked at alone. */
  private isWhole(): boolean {
    return this.selection.hidden.length === 0 && this.selection.only === null;
  }

  private isReplayed({ from, to }: HopPair): boolean {
    return from !== to && this.selection.hidden.length > 0;
  }

  /** For one step alone only its own edits are of interest. */
  private keepOnly(steps: readonly PolicyStep[]): readonly PolicyStep[] {
    const { only } = this.selection;
    return only === null ? steps : steps.map((step, index) => (index === only ? step : { ...step, edits: [] }));
  }

  private findInfo(hop: Hop): BodyInfo | null {
    const find = (side: BodySide): BodyInfo | null => this.call.bodies.find((body) => body.side === side) ?? null;
    return (hop === "on_wire" ? find("wire_request") : null) ?? find(hopSides[hop]);
  }

  private decideStatus(
    pair: HopPair,
    versions: Versions,
    infos: readonly [BodyInfo | null, BodyInfo | null],
  ): SideStatus {
    const { original, final } = versions;
    // Policies hold back and come behind: until the end a difference is no change.
    if (this.isComing(pair) && (original !== null || final !== null)) return "so-far";
    if (readNote(original) !== null || readNote(final) !== null) return "unreadable";
    if (original !== null && final !== null) return pair.from === pair.to ? "alone" : "changed";
    if (original !== null) return "stopped";
    if (final !== null) return "made-here";
    return this.nameMissing(infos);
  }

  /** Why nothing of a body can be shown. */
  private nameMissing(infos: readonly [BodyInfo | null, BodyInfo | null]): SideStatus {
    if (this.call.bodies_removed === true) return "removed";
    if (hasBody(infos[0]) || hasBody(infos[1])) return "unreadable";
    return this.call.state === "in_progress" ? "running" : "empty";
  }

  /** An answer of which there may be more. */
  private isComing({ from, to }: HopPair): boolean {
    return this.call.state === "in_progress" && hookOf(from) === "response" && hookOf(to) === "response";
  }

  /** The two versions to set beside each other; equal ones where only one exists. */
  private chooseVersions(status: SideStatus, pair: HopPair, { original, final }: Versions): Versions {
    if (status === "made-here") return { original: final, final };
    if (status === "so-far") return { original: final ?? original, final: final ?? original };
    const isChain = hookOf(pair.from) === hookOf(pair.to) && pair.from !== pair.to;
    const isRecomputed = status === "stopped" || (status === "changed" && !this.isWhole());
    return isRecomputed && isChain ? this.recompute(original, hookOf(pair.from)) : { original, final };
  }

  /** What the policies in question made of the original, from their recorded edits. */
  private recompute(original: Json, hook: Hook): Versions {
    const { only, hidden } = this.selection;
    const steps = replayEdits(this.call.steps, new Set(hidden));
    let before = original;
    let current = original;
    for (const [index, step] of steps.entries()) {
      if (step.hook !== hook || (only !== null && index > only)) continue;
      if (only !== null) before = current;
      current = applySafely(current, step);
    }
    // Of a step of the other hook nothing is to be seen here.
    if (only !== null && steps[only]?.hook !== hook) return { original: current, final: current };
    return { original: before, final: current };
  }
}

/** The chosen places of a call, compared, with their changes numbered through. */
export function prepareBodies(
  call: PreparedCall,
  selection: BodySelection = defaultSelection,
  documents: HopDocuments = {},
): PreparedBodies {
  const preparation = new Preparation(call, selection, documents);
  const sections: PreparedDocuments[] = [];
  const changes: NumberedChange[] = [];
  for (const pair of selection.pairs) {
    const section = preparation.prepare(pair, changes.length + 1);
    sections.push(section);
    changes.push(...section.changes);
  }
  return { sections, changes };
}
