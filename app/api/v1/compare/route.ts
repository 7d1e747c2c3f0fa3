import { defineRoute } from "@/lib/runtime/http";
import { compareQuery, getComparison } from "@/lib/services/calls/get-comparison";

export const GET = defineRoute({
  role: "viewer",
  query: compareQuery,
  run: ({ context, query }) => getComparison(context.db, query),
});
