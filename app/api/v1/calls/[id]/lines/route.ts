import { defineRoute } from "@/lib/runtime/http";
import { getCallLines, linesQuery } from "@/lib/services/calls/get-call-lines";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: linesQuery,
  run: ({ context, params, query }) => getCallLines(context.db, params.id, query),
});
