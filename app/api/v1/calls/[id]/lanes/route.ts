import { defineRoute } from "@/lib/runtime/http";
import { getCallLanes } from "@/lib/services/calls/get-call-lanes";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getCallLanes(context.db, params.id),
});
