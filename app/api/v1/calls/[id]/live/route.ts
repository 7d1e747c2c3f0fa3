import { defineRoute } from "@/lib/runtime/http";
import { streamCall } from "@/lib/runtime/live-call";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ request, params }) => streamCall(request, params.id),
});
