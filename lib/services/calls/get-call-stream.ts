import type { BodySide, CallStream, StreamMark } from "@/lib/core/contracts/call";
import type { Db } from "@/lib/db/create-db";
import { callNotFound, requireCallId } from "./read-call-parts";

function toMarks(pairs: readonly number[]): StreamMark[] {
  const marks: StreamMark[] = [];
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    marks.push({ at_ms: pairs[index] ?? 0, bytes: pairs[index + 1] ?? 0 });
  }
  return marks;
}

/**
 * When pieces of a streamed response came and left.
 * @throws AppError `not_found`
 */
export async function getCallStream(db: Db, id: string): Promise<CallStream> {
  const callId = requireCallId(id);
  const [call, bodies] = await Promise.all([
    db.conversationCall.findUnique({ where: { callId }, select: { callId: true } }),
    db.callBody.findMany({ where: { callId }, select: { side: true, marks: true } }),
  ]);
  if (call === null) throw callNotFound();
  const find = (side: BodySide): StreamMark[] => toMarks(bodies.find((body) => body.side === side)?.marks ?? []);
  return { call_id: callId, upstream: find("upstream_response"), client: find("client_response") };
}
