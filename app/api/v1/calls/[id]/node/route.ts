import { defineRoute } from "@/lib/runtime/http";
import { getCallNode, nodeQuery } from "@/lib/services/calls/get-call-node";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: nodeQuery,
  run: ({ context, params, query }) => getCallNode(context.db, params.id, query),
});
