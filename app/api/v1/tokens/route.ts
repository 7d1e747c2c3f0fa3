import { defineRoute } from "@/lib/runtime/http";
import { createToken, createTokenInput } from "@/lib/services/tokens/create-token";
import { listTokens, listTokensQuery } from "@/lib/services/tokens/list-tokens";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  query: listTokensQuery,
  run: ({ context, query }) => listTokens(context, query),
});

export const POST = defineRoute({
  role: "admin",
  input: createTokenInput,
  status: 201,
  run: ({ context, input }) => createToken(context, input),
});
