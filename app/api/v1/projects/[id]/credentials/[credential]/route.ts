import { defineRoute } from "@/lib/runtime/http";
import { deleteCredential } from "@/lib/services/credentials/delete-credential";
import { updateCredential, updateCredentialInput } from "@/lib/services/credentials/update-credential";

export const dynamic = "force-dynamic";

export const PATCH = defineRoute({
  role: "admin",
  params: ["id", "credential"],
  input: updateCredentialInput,
  run: ({ context, params, input }) =>
    updateCredential(context, { ...input, project_id: params.id, id: params.credential }),
});

export const DELETE = defineRoute({
  role: "admin",
  params: ["id", "credential"],
  run: ({ context, params }) => deleteCredential(context, { project_id: params.id, id: params.credential }),
});
