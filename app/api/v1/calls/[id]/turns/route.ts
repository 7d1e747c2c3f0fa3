import { defineRoute } from "@/lib/runtime/http";
import { getCallTurns, turnsQuery } from "@/lib/services/calls/get-call-turns";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: turnsQuery,
  run: ({ context, params, query }) => getCallTurns(context.db, params.id, query),
});
