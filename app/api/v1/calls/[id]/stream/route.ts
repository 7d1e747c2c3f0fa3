import { defineRoute } from "@/lib/runtime/http";
import { getCallStream } from "@/lib/services/calls/get-call-stream";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getCallStream(context.db, params.id),
});
