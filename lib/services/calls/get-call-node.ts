import { z } from "zod";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { hops } from "@/lib/core/format/hops";
import { describeNode, type NodeView } from "@/lib/core/format/describe-node";
import { readHop } from "@/lib/core/format/prepare-bodies";
import { AppError } from "@/lib/core/errors";
import { readPath } from "@/lib/core/json/json-path";
import type { Db } from "@/lib/db/create-db";
import { getCallDocuments } from "./get-call-view";

/** Query parameters of `GET /api/v1/calls/{id}/node`. */
export const nodeQuery = z.strictObject({
  hop: z.enum(hops),
  path: z.string().max(20_000).default(""),
  offset: z.coerce.number().int().min(0).default(0),
});

function readNode(document: Json, path: string): Json | undefined {
  try {
    return readPath(document, path);
  } catch {
    throw new AppError("invalid_request", "This is not a path into a JSON document.");
  }
}

/**
 * One value inside a body with what is directly below it, bounded: long texts and lists come in pieces.
 * @throws AppError `not_found`
 */
export async function getCallNode(db: Db, id: string, query: z.infer<typeof nodeQuery>): Promise<NodeView> {
  const { call, documents } = await getCallDocuments(db, id);
  const document = readHop(call, query.hop, documents);
  const value = document === null ? undefined : readNode(document, query.path);
  if (value === undefined) throw new AppError("not_found", "There is nothing at this path.");
  return describeNode(value, query.path, query.offset);
}
