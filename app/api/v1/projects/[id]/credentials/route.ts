import { defineRoute } from "@/lib/runtime/http";
import { createCredential, createCredentialInput } from "@/lib/services/credentials/create-credential";
import { listCredentials } from "@/lib/services/credentials/list-credentials";
import { pageQuery } from "@/lib/services/input";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "admin",
  params: ["id"],
  query: pageQuery,
  run: ({ context, params, query }) => listCredentials(context, { ...query, project_id: params.id }),
});

export const POST = defineRoute({
  role: "admin",
  params: ["id"],
  input: createCredentialInput,
  status: 201,
  run: ({ context, params, input }) => createCredential(context, { ...input, project_id: params.id }),
});
