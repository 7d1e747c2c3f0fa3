import { defineRoute } from "@/lib/runtime/http";
import { getCall } from "@/lib/services/calls/get-call";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getCall(context.db, params.id),
});
