import { defineRoute } from "@/lib/runtime/http";
import { noInput } from "@/lib/services/input";
import { revokeProjectTokens } from "@/lib/services/tokens/revoke-project-tokens";

export const dynamic = "force-dynamic";

export const POST = defineRoute({
  role: "admin",
  params: ["id"],
  input: noInput,
  run: ({ context, params }) => revokeProjectTokens(context, params),
});
