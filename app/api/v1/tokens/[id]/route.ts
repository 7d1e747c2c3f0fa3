import { defineRoute } from "@/lib/runtime/http";
import { getToken } from "@/lib/services/tokens/get-token";
import { revokeToken } from "@/lib/services/tokens/revoke-token";
import { updateToken, updateTokenInput } from "@/lib/services/tokens/update-token";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getToken(context, params),
});

export const PATCH = defineRoute({
  role: "admin",
  params: ["id"],
  input: updateTokenInput,
  run: ({ context, params, input }) => updateToken(context, { ...input, ...params }),
});

export const DELETE = defineRoute({
  role: "admin",
  params: ["id"],
  run: ({ context, params }) => revokeToken(context, params),
});
