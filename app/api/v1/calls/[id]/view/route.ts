import { defineRoute } from "@/lib/runtime/http";
import { selectionQuery, toSelection } from "@/lib/services/calls/call-selection";
import { getCallView } from "@/lib/services/calls/get-call-view";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: selectionQuery,
  run: ({ context, params, query }) => getCallView(context.db, params.id, toSelection(query)),
});
