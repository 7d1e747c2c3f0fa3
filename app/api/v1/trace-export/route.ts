import { defineRoute } from "@/lib/runtime/http";
import { getTraceExport } from "@/lib/services/traces/get-trace-export";

export const GET = defineRoute({
  role: "viewer",
  run: ({ context }) => getTraceExport(context),
});
