import { z } from "zod";
import { cutTurn } from "@/lib/core/format/bound-bodies";
import type { ComparedTurn } from "@/lib/core/format/compared";
import { prepareBodies } from "@/lib/core/format/prepare-bodies";
import type { Db } from "@/lib/db/create-db";
import { selectionQuery, toSelection } from "./call-selection";
import { getCallDocuments } from "./get-call-view";

/** Query parameters of `GET /api/v1/calls/{id}/turns`. */
export const turnsQuery = selectionQuery.extend({
  hook: z.enum(["request", "response"]),
  at: z.coerce.number().int().min(0).default(0),
  count: z.coerce.number().int().min(1).max(100).default(30),
});

/**
 * Some turns of a very long conversation, compared: those that its view leaves out.
 * @throws AppError `not_found`
 */
export async function getCallTurns(
  db: Db,
  id: string,
  { hook, at, count, ...selection }: z.infer<typeof turnsQuery>,
): Promise<{ readonly turns: readonly ComparedTurn[] }> {
  const { call, documents } = await getCallDocuments(db, id);
  const { sections } = prepareBodies(call, toSelection(selection), documents);
  const turns = sections.find((section) => section.hook === hook)?.turns ?? [];
  return { turns: turns.slice(at, at + count).map((turn) => cutTurn(turn)) };
}
