import { defineRoute } from "@/lib/runtime/http";
import { deadLetterQuery, listDeadLetters } from "@/lib/services/system/list-dead-letters";

export const GET = defineRoute({
  role: "viewer",
  query: deadLetterQuery,
  run: ({ context, query }) => listDeadLetters(context, query),
});
