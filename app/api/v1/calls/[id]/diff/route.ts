import { defineRoute } from "@/lib/runtime/http";
import { getCallDiff } from "@/lib/services/calls/get-call-diff";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getCallDiff(context.db, params.id),
});
