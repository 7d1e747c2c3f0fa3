import { z } from "zod";
import { bodySides, type BodySide } from "@/lib/core/contracts/call";
import { AppError } from "@/lib/core/errors";
import type { Db } from "@/lib/db/create-db";
import { requireCallId, toSide } from "./read-call-parts";

/** Query parameters of `GET /api/v1/calls/{id}/raw`. */
export const rawQuery = z.strictObject({ side: z.enum(bodySides) });

export interface CallBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly side: BodySide;
  /** Bytes that travelled; more than were kept when the body was too long. */
  readonly size: number;
}

/**
 * The bytes of one side as they travelled, as far as they were kept. A side that equals another has that one's.
 * @throws AppError `not_found`
 */
export async function getCallBytes(db: Db, id: string, side: BodySide): Promise<CallBytes> {
  const callId = requireCallId(id);
  const seen = new Set<BodySide>();
  for (let at: BodySide | null = side; at !== null && !seen.has(at);) {
    seen.add(at);
    const row: { bytes: Uint8Array<ArrayBuffer> | null; sameAs: string | null; size: bigint } | null =
      await db.callBody.findUnique({
        where: { callId_side: { callId, side: at } },
        select: { bytes: true, sameAs: true, size: true },
      });
    if (row?.bytes != null) return { bytes: row.bytes, side, size: Number(row.size) };
    at = row === null && at === "wire_request" ? "upstream_request" : toSide(row?.sameAs ?? null);
  }
  throw new AppError("not_found", "No bytes of this side of the call are kept.");
}
