import type { BodyInfo, BodySide, CallDiff, OriginalAndFinal, PolicyStep, StepDiff } from "@/lib/core/contracts/call";
import type { Diff } from "@/lib/core/contracts/diff";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { blameChanges } from "@/lib/core/diff/blame-changes";
import { diffJson } from "@/lib/core/diff/diff-json";
import { diffTruncated } from "@/lib/core/diff/diff-truncated";
import { applyEdits } from "@/lib/core/json/apply-edits";
import { isDeeperThan, readableDepth, tooDeepNote } from "@/lib/core/json/is-deeper-than";
import type { Db } from "@/lib/db/create-db";
import { readBodies } from "./read-bodies";
import { callNotFound, readBodyInfos, readSteps, requireCallId } from "./read-call-parts";

function boundDepth(value: unknown): unknown {
  return isDeeperThan((value ?? null) as Json, readableDepth)
    ? { note: `${tooDeepNote} The raw bytes are kept.` }
    : value;
}

/** The same places, with a note where a value nests too deep to be sent. */
function boundValues(diff: Diff): Diff {
  const changes = diff.changes.map((change) => ({
    ...change,
    ...("from" in change && { from: boundDepth(change.from) }),
    ...("to" in change && { to: boundDepth(change.to) }),
  }));
  return { ...diff, changes };
}

interface Rebuilt {
  readonly steps: readonly StepDiff[];
  /** What the last policy left. */
  readonly last: Json;
}

/** Edits of a place that the readable view does not have are left out, whatever their path looks like. */
function rebuild(document: Json, step: PolicyStep): Json {
  if (step.edits.length === 0) return document;
  try {
    return applyEdits(document, step.edits);
  } catch {
    return document;
  }
}

/** Each policy's own before and after: its edits applied to what the one before it left. */
function rebuildSteps(original: Json, steps: readonly PolicyStep[], isTruncated: boolean): Rebuilt {
  let current = original;
  const diffs = steps.map((step): StepDiff => {
    const before = current;
    current = rebuild(before, step);
    const { policy, policy_id, name, version, hook, outcome, reason, duration_ms } = step;
    const diff = isTruncated ? diffTruncated([step]) : boundValues(diffJson(before, current));
    return { policy, policy_id, name, version, hook, outcome, reason, duration_ms, [hook]: diff };
  });
  return { steps: diffs, last: current };
}

/** Whether the sides of a hook differ, and not all of both was kept. What is a copy of another side is no change. */
function isTruncated(infos: readonly BodyInfo[], original: BodySide, final: BodySide): boolean {
  const sides = [original, final].map((side) => infos.find((info) => info.side === side));
  return sides[1]?.same_as !== original && sides.some((info) => info?.is_truncated === true);
}

/**
 * What changed between the two sides. A request that was stopped has no final side: what the policies had made of it until
 * then stands in, since "everything was removed" would be wrong.
 */
function diffSides({ original, final }: OriginalAndFinal, rebuilt: Rebuilt, steps: readonly PolicyStep[]): Diff {
  const wasStopped = final === null && original !== null;
  return blameChanges(boundValues(diffJson(original, wasStopped ? rebuilt.last : final)), steps);
}

/**
 * What policies changed in a call: overall, and policy by policy.
 * @throws AppError `not_found`
 */
export async function getCallDiff(db: Db, id: string): Promise<CallDiff> {
  const callId = requireCallId(id);
  const known = await db.conversationCall.findUnique({ where: { callId }, select: { recordNotes: true } });
  if (known === null) throw callNotFound();
  const infos = await readBodyInfos(db, callId, false);
  const [{ request, response }, steps] = await Promise.all([
    readBodies(db, callId, { infos, notes: known.recordNotes, acceptsDeep: true }),
    readSteps(db, callId),
  ]);
  const onRequest = steps.filter(({ hook }) => hook === "request");
  const onResponse = steps.filter(({ hook }) => hook === "response");
  const isRequestCut = isTruncated(infos, "client_request", "upstream_request");
  const isResponseCut = isTruncated(infos, "upstream_response", "client_response");
  const rebuiltRequest = rebuildSteps(request.original as Json, onRequest, isRequestCut);
  const rebuiltResponse = rebuildSteps(response.original as Json, onResponse, isResponseCut);
  return {
    call_id: callId,
    request: isRequestCut ? diffTruncated(onRequest) : diffSides(request, rebuiltRequest, onRequest),
    response: isResponseCut ? diffTruncated(onResponse) : diffSides(response, rebuiltResponse, onResponse),
    steps: [...rebuiltRequest.steps, ...rebuiltResponse.steps],
  };
}
