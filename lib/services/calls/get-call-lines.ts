import { z } from "zod";
import type { HopPair } from "@/lib/core/format/hops";
import { prepareBodies } from "@/lib/core/format/prepare-bodies";
import { prepareJson, prepareWholeJson, type PreparedJson } from "@/lib/core/format/prepare-lines";
import type { Db } from "@/lib/db/create-db";
import { selectionQuery, toSelection } from "./call-selection";
import { getCallDocuments } from "./get-call-view";

/** Query parameters of `GET /api/v1/calls/{id}/lines`. */
export const linesQuery = selectionQuery.extend({ all: z.literal("1").optional() });

/** Formatted JSON of one section: both versions side by side, or one of them when they are equal. */
export interface LinesSection {
  readonly pair: HopPair;
  readonly compared: PreparedJson | null;
  readonly whole: { readonly text: string; readonly total: number; readonly shown: number } | null;
}

export interface CallLines {
  readonly sections: readonly LinesSection[];
}

/**
 * The bodies of a call as lines of formatted JSON, bounded.
 * @throws AppError `not_found`
 */
export async function getCallLines(db: Db, id: string, query: z.infer<typeof linesQuery>): Promise<CallLines> {
  const { all, ...selection } = query;
  const { call, documents } = await getCallDocuments(db, id);
  const { sections } = prepareBodies(call, toSelection(selection), documents);
  return {
    sections: sections.map(({ pair, original, final, changes }) => ({
      pair,
      compared: changes.length > 0 ? prepareJson(original, final, all === "1") : null,
      whole: changes.length > 0 ? null : prepareWholeJson(original ?? final),
    })),
  };
}
