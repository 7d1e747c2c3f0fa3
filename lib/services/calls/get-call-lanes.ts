import type { StreamMark } from "@/lib/core/contracts/call";
import { getDialectAdapter } from "@/lib/core/dialects/registry";
import { layOutLanes } from "@/lib/core/stream-lanes/lay-out-lanes";
import type { CapturedStream, StreamLanes } from "@/lib/core/stream-lanes/lane";
import type { Db } from "@/lib/db/create-db";
import { getCall } from "./get-call";
import { getCallBytes } from "./get-call-bytes";
import { getCallStream } from "./get-call-stream";

/** Longer streams are laid out as far as this. */
const maxBytes = 4 * 1024 * 1024;

async function capture(
  db: Db,
  id: string,
  side: "upstream_response" | "client_response",
  marks: readonly StreamMark[],
): Promise<CapturedStream> {
  const { bytes } = await getCallBytes(db, id, side);
  return { bytes: bytes.subarray(0, maxBytes), marks };
}

/**
 * A streamed answer event by event: as it came, as it left, and what became of each; `null` for other answers.
 * @throws AppError `not_found`
 */
export async function getCallLanes(db: Db, id: string): Promise<{ readonly lanes: StreamLanes | null }> {
  const [call, stream] = await Promise.all([getCall(db, id), getCallStream(db, id)]);
  const adapter = getDialectAdapter(call.endpoint);
  const isStream = call.bodies.some(({ content_type }) => content_type?.includes("event-stream") === true);
  const hasBoth = ["upstream_response", "client_response"].every((side) =>
    call.bodies.some((body) => body.side === side && body.captured > 0),
  );
  if (adapter === null || !isStream || !hasBoth) return { lanes: null };
  const [upstream, client] = await Promise.all([
    capture(db, id, "upstream_response", stream.upstream),
    capture(db, id, "client_response", stream.client),
  ]);
  return { lanes: layOutLanes(upstream, client, adapter) };
}
