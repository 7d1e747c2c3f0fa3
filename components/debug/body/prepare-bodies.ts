import type { BodyInfo, BodySide, CallDetail, PolicyStep } from "@/lib/core/contracts/call";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { compareBodies } from "@/lib/core/format/compare-bodies";
import type { ComparedTurn, NumberedChange } from "@/lib/core/format/compared";
import { asString, isObject } from "@/lib/core/json/json-access";
import { applyEdits } from "@/lib/core/json/apply-edits";

/**
 * `changed`, `unchanged`: both sides are there. `stopped`: there is no final. `made-here`: there is no original, the
 * gateway wrote the final. `unreadable`: a body is there but cannot be shown as JSON. `empty`, `running`: nothing is there.
 */
export type SideStatus = "changed" | "unchanged" | "stopped" | "made-here" | "unreadable" | "empty" | "running";

export interface PreparedSide {
  readonly hook: "request" | "response";
  readonly status: SideStatus;
  readonly original: Json;
  readonly final: Json;
  readonly turns: readonly ComparedTurn[];
  readonly changes: readonly NumberedChange[];
  readonly originalInfo: BodyInfo | null;
  readonly finalInfo: BodyInfo | null;
  readonly originalSide: BodySide;
  readonly finalSide: BodySide;
  /** What the record says about a body that is not shown. */
  readonly note: string | null;
  /** Policies that looked at this side, whatever they found. */
  readonly ran: readonly PolicyStep[];
}

export interface PreparedBodies {
  readonly request: PreparedSide;
  readonly response: PreparedSide;
  /** Of both, in order. */
  readonly changes: readonly NumberedChange[];
}

interface Versions {
  readonly original: Json;
  readonly final: Json;
}

const sides = {
  request: ["client_request", "upstream_request"],
  response: ["upstream_response", "client_response"],
} as const;

/** What the recorder writes in place of a body that it cannot show. */
function readNote(value: Json): string | null {
  if (!isObject(value) || Object.keys(value).length !== 3) return null;
  return typeof value.size === "number" && "content_type" in value ? asString(value.note) : null;
}

/** What the policies had made of a request when one of them stopped it. */
function rebuildStopped(original: Json, steps: readonly PolicyStep[]): Json {
  let current = original;
  for (const step of steps) {
    try {
      current = applyEdits(current, step.edits);
    } catch {
      // Edits of a place that the readable view does not have: the original is shown as it is.
    }
  }
  return current;
}

function hasBody(info: BodyInfo | null): boolean {
  return info !== null && info.size > 0;
}

function decideStatus(
  call: CallDetail,
  { original, final }: Versions,
  infos: readonly [BodyInfo | null, BodyInfo | null],
): SideStatus {
  if (readNote(original) !== null || readNote(final) !== null) return "unreadable";
  if (original !== null && final !== null) return "changed";
  if (original !== null) return "stopped";
  if (final !== null) return "made-here";
  if (hasBody(infos[0]) || hasBody(infos[1])) return "unreadable";
  return call.state === "in_progress" ? "running" : "empty";
}

/** Equal bytes are equal, whatever the readable view says. */
function areSameBytes(original: BodyInfo | null, final: BodyInfo | null): boolean {
  if (original === null || final === null) return false;
  if (final.same_as === original.side || original.same_as === final.side) return true;
  return original.sha256 !== null && original.sha256 === final.sha256 && original.size === final.size;
}

function findInfo(call: CallDetail, side: BodySide): BodyInfo | null {
  return call.bodies.find((body) => body.side === side) ?? null;
}

/** The two versions to set beside each other; equal ones where only one exists. */
function chooseVersions(status: SideStatus, { original, final }: Versions, ran: readonly PolicyStep[]): Versions {
  if (status === "made-here") return { original: final, final };
  if (status === "stopped") return { original, final: rebuildStopped(original, ran) };
  return { original, final };
}

function prepareSide(call: CallDetail, hook: "request" | "response", firstNumber: number): PreparedSide {
  const content = call[hook] as Versions;
  const [originalSide, finalSide] = sides[hook];
  const originalInfo = findInfo(call, originalSide);
  const finalInfo = findInfo(call, finalSide);
  const ran = call.steps.filter((step) => step.hook === hook);
  const status = decideStatus(call, content, [originalInfo, finalInfo]);
  const isSame = status === "changed" && areSameBytes(originalInfo, finalInfo);
  const { original, final } = chooseVersions(status, content, ran);
  const isShown = status === "changed" || status === "stopped" || status === "made-here";
  const { turns, changes } = isShown
    ? compareBodies({ hook, original, final: isSame ? original : final, steps: call.steps, firstNumber })
    : { turns: [], changes: [] };
  return {
    hook,
    status: status === "changed" && changes.length === 0 ? "unchanged" : status,
    original,
    final,
    turns,
    changes,
    originalInfo,
    finalInfo,
    originalSide,
    finalSide,
    note: readNote(content.original) ?? readNote(content.final),
    ran,
  };
}

/** Both sides of a call, compared, with their changes numbered through. */
export function prepareBodies(call: CallDetail): PreparedBodies {
  const request = prepareSide(call, "request", 1);
  const response = prepareSide(call, "response", request.changes.length + 1);
  return { request, response, changes: [...request.changes, ...response.changes] };
}
