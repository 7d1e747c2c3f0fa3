import type { Usage } from "@/lib/core/contracts/call";
import type { StoredTimings } from "@/lib/core/contracts/call-record";
import type { SpanSource, TraceQuestion } from "@/lib/core/contracts/span-source";
import type { CallTrace } from "@/lib/core/contracts/trace";
import { buildCallSpans } from "@/lib/core/traces/build-call-spans";
import type { Db } from "@/lib/db/create-db";
import { callNotFound, readSteps, requireCallId } from "../calls/read-call-parts";
import type { ServiceContext } from "../service-context";
import { askSources } from "./ask-sources";
import { listStoredSpans } from "./list-stored-spans";
import { mergeTrace } from "./merge-trace";

type TraceContext = Pick<ServiceContext, "db" | "spanSources" | "serviceName" | "now">;

async function readCall(db: Db, id: string) {
  const callId = requireCallId(id);
  const call = await db.conversationCall.findUnique({ where: { callId } });
  if (call === null) throw callNotFound();
  return call;
}

/** Stores that fetch old traces from far away take longer than a page can wait; asked again in the background they may. */
const longPatienceMs = 20_000;

type AskedSources = "all" | "own" | "patient";

function planAsking(sources: AskedSources, known: readonly SpanSource[]) {
  const isOwn = sources === "own";
  return {
    asked: isOwn ? [] : known,
    unasked: isOwn ? known.map(({ id }) => id) : [],
    patience: sources === "patient" ? { patienceMs: longPatienceMs } : {},
  };
}

/** The call's trace: what trace stores and applications know of it, and always what the gateway measured itself.
 * @param sources `own` asks no trace store: it answers at once, and says that there would be more; `patient` waits long for them
 * @throws AppError `not_found`
 */
export async function getCallTrace(
  { db, spanSources, serviceName, now }: TraceContext,
  id: string,
  { sources = "all" }: { readonly sources?: AskedSources } = {},
): Promise<CallTrace> {
  const call = await readCall(db, id);
  const plan = planAsking(sources, spanSources);
  const startedAtMs = call.startedAt.getTime();
  const question: TraceQuestion = {
    traceId: call.traceId,
    callId: call.callId,
    fromMs: startedAtMs,
    toMs: call.endedAt?.getTime() ?? now(),
    ...plan.patience,
  };
  const [asked, stored, steps] = await Promise.all([
    askSources(plan.asked, question),
    listStoredSpans(db, call.projectId, call.traceId),
    readSteps(db, call.callId),
  ]);
  const timings = call.timings as Partial<StoredTimings>;
  const usage = call.usage as unknown as Usage | null;
  const storedAtMs = call.state === "in_progress" ? null : (call.storedAt?.getTime() ?? null);
  return mergeTrace({
    traceId: call.traceId,
    asked,
    stored,
    own: buildCallSpans({ ...call, startedAtMs, storedAtMs, timings, steps, usage }, serviceName),
    state: call.state,
    unasked: plan.unasked,
    endedAgoMs: call.endedAt === null ? null : now() - call.endedAt.getTime(),
    link: spanSources.map((source) => source.link(question)).find((link) => link !== null) ?? null,
  });
}
