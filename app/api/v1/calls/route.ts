import { defineRoute } from "@/lib/runtime/http";
import { callQuery } from "@/lib/services/calls/call-query";
import { listCalls } from "@/lib/services/calls/list-calls";

export const GET = defineRoute({
  role: "viewer",
  query: callQuery,
  run: ({ context, query }) => listCalls(context.db, query),
});
