import { z } from "zod";
import { bodySides, type BodySide } from "@/lib/core/contracts/call";
import { AppError } from "@/lib/core/errors";
import { showBytes, type ShownBytes } from "@/lib/core/format/show-bytes";
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

/** Query parameters of `GET /api/v1/calls/{id}/bytes`. */
export const pieceQuery = rawQuery.extend({
  form: z.enum(["text", "hex"]).default("text"),
  offset: z.coerce.number().int().min(0).default(0),
});

/** A piece of a body, shown. */
export interface CallPiece extends ShownBytes {
  readonly offset: number;
  /** Bytes that are kept; fewer than travelled when the body was too long. */
  readonly captured: number;
  readonly size: number;
}

/** So much is shown at once; of numbers less, since each byte takes four characters. */
const pieceBytes = { text: 32 * 1024, hex: 4 * 1024 };

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

interface PieceRow {
  readonly piece: Uint8Array<ArrayBuffer> | null;
  readonly sameAs: string | null;
  readonly captured: number;
  readonly size: number;
}

async function readPiece(db: Db, callId: string, side: BodySide, at: number): Promise<PieceRow | null> {
  const rows = await db.$queryRaw<PieceRow[]>`
    SELECT substring(bytes from ${at + 1}::int for ${pieceBytes.text}::int) AS piece, same_as AS "sameAs",
      coalesce(length(bytes), 0) AS captured, size::float8 AS size
    FROM call_bodies WHERE call_id = ${callId}::uuid AND side = ${side}`;
  return rows[0] ?? null;
}

/**
 * A piece of one side as a reader can look at it. A side that equals another has that one's.
 * @throws AppError `not_found`
 */
export async function getCallPiece(
  db: Db,
  id: string,
  { side, form, offset }: z.infer<typeof pieceQuery>,
): Promise<CallPiece> {
  const callId = requireCallId(id);
  const seen = new Set<BodySide>();
  for (let at: BodySide | null = side; at !== null && !seen.has(at);) {
    seen.add(at);
    const row: PieceRow | null = await readPiece(db, callId, at, offset);
    if (row?.piece != null) {
      const shown = showBytes(row.piece, offset, form);
      const { captured, size } = row;
      if (shown.form === "text" || shown.length <= pieceBytes.hex) return { ...shown, offset, captured, size };
      return { ...showBytes(row.piece.subarray(0, pieceBytes.hex), offset, "hex"), offset, captured, size };
    }
    at = row === null && at === "wire_request" ? "upstream_request" : toSide(row?.sameAs ?? null);
  }
  throw new AppError("not_found", "No bytes of this side of the call are kept.");
}
