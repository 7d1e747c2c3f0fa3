import { defineRoute } from "@/lib/runtime/http";
import { getCallTrace } from "@/lib/services/traces/get-call-trace";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getCallTrace(context, params.id),
});
