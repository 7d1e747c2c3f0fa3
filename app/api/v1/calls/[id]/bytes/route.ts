import { defineRoute } from "@/lib/runtime/http";
import { getCallPiece, pieceQuery } from "@/lib/services/calls/get-call-bytes";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: pieceQuery,
  run: ({ context, params, query }) => getCallPiece(context.db, params.id, query),
});
