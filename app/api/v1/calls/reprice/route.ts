import { defineRoute } from "@/lib/runtime/http";
import { repriceCalls, repriceInput } from "@/lib/services/calls/reprice-calls";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  role: "admin",
  input: repriceInput,
  run: ({ context, input }) => repriceCalls(context, input),
});
