import type { CallDetail } from "@/lib/core/contracts/call";
import type { NumberedChange } from "@/lib/core/format/compared";
import { defaultSelection, type BodySelection } from "@/lib/core/format/hops";
import { prepareBodies, type PreparedDocuments } from "@/lib/core/format/prepare-bodies";

/** Request and response of a call, compared, by name. */
export function prepareBothSides(
  call: CallDetail,
  selection: BodySelection = defaultSelection,
): { request: PreparedDocuments; response: PreparedDocuments; changes: readonly NumberedChange[] } {
  const { sections, changes } = prepareBodies(call, selection);
  const [request, response] = sections;
  if (request === undefined || response === undefined) throw new Error("Two sections were expected.");
  return { request, response, changes };
}
