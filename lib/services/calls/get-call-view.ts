import type { Consequence } from "@/lib/core/consequences/consequence";
import { findConsequences } from "@/lib/core/consequences/find-consequences";
import type { CallDetail } from "@/lib/core/contracts/call";
import { boundBodies, cutStep } from "@/lib/core/format/bound-bodies";
import { defaultSelection, type BodySelection } from "@/lib/core/format/hops";
import {
  prepareBodies,
  type HopDocuments,
  type PreparedBodies,
  type PreparedSide,
} from "@/lib/core/format/prepare-bodies";
import type { Db } from "@/lib/db/create-db";
import { findFirstChangedByte } from "./find-first-changed-byte";
import { getCall } from "./get-call";
import { readHopDocuments } from "./read-hop-documents";

/** A call as its page shows it: compared, and bounded whatever the size of its bodies. */
export interface CallView {
  /** Everything but the bodies: they are in `bodies`, compared. */
  readonly call: CallDetail;
  readonly bodies: PreparedBodies<PreparedSide>;
  /** What the policies' changes mean: tokens, money, caches, signatures, tool calls. */
  readonly consequences: readonly Consequence[];
}

/** A call with the documents of all places on its way. */
export interface CallDocuments {
  readonly call: CallDetail;
  readonly documents: HopDocuments;
}

/** @throws AppError `not_found` */
export async function getCallDocuments(db: Db, id: string): Promise<CallDocuments> {
  const call = await getCall(db, id);
  return { call, documents: await readHopDocuments(db, call) };
}

/**
 * One call, compared at the chosen places.
 * @throws AppError `not_found`
 */
export async function getCallView(db: Db, id: string, selection: BodySelection = defaultSelection): Promise<CallView> {
  const { call, documents } = await getCallDocuments(db, id);
  const firstByte = await findFirstChangedByte(db, call);
  const nothing = { original: null, final: null };
  return {
    call: { ...call, steps: call.steps.map(cutStep), request: nothing, response: nothing },
    bodies: boundBodies(prepareBodies(call, selection, documents)),
    consequences: findConsequences(call, firstByte),
  };
}
