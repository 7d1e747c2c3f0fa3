import { z } from "zod";
import { defineRoute } from "@/lib/runtime/http";
import { getCallTrace } from "@/lib/services/traces/get-call-trace";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: z.object({ sources: z.enum(["all", "own", "patient"]).default("all") }),
  run: ({ context, params, query }) => getCallTrace(context, params.id, query),
});
