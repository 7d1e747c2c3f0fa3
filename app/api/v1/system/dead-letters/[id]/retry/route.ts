import { retryDeadLetter } from "@/lib/runtime/dead-letters";
import { defineRoute } from "@/lib/runtime/http";
import { noInput } from "@/lib/services/input";

export const POST = defineRoute({
  role: "admin",
  params: ["id"],
  input: noInput,
  run: ({ context, params }) => retryDeadLetter(context, params.id),
});
