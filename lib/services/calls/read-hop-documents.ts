import type { BodySide, CallDetail } from "@/lib/core/contracts/call";
import { tryParseJson } from "@/lib/core/json/json-access";
import type { HopDocuments } from "@/lib/core/format/prepare-bodies";
import type { Db } from "@/lib/db/create-db";

/** Only there when the bytes on the wire were not those that the policies left. */
const wireSide: BodySide = "wire_request";

/** What was captured on the wire, where that is another body than the policies left. */
export async function readHopDocuments(db: Db, call: Pick<CallDetail, "id" | "bodies">): Promise<HopDocuments> {
  if (!call.bodies.some(({ side }) => side === wireSide)) return {};
  const row = await db.callBody.findUnique({
    where: { callId_side: { callId: call.id, side: wireSide } },
    select: { bytes: true },
  });
  const wire = row?.bytes == null ? undefined : tryParseJson(new TextDecoder().decode(row.bytes));
  return wire === undefined ? {} : { on_wire: wire };
}
