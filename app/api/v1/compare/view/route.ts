import { defineRoute } from "@/lib/runtime/http";
import { compareQuery, getComparisonView } from "@/lib/services/calls/get-comparison";

export const GET = defineRoute({
  role: "viewer",
  query: compareQuery,
  run: ({ context, query }) => getComparisonView(context.db, query),
});
