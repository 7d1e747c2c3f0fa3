import { defineRoute } from "@/lib/runtime/http";
import { deletePolicy } from "@/lib/services/policies/delete-policy";
import { getPolicy } from "@/lib/services/policies/get-policy";
import { updatePolicy, updatePolicyInput } from "@/lib/services/policies/update-policy";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getPolicy(context, params),
});

export const PATCH = defineRoute({
  role: "admin",
  params: ["id"],
  input: updatePolicyInput,
  run: ({ context, params, input }) => updatePolicy(context, { ...input, ...params }),
});

export const DELETE = defineRoute({
  role: "admin",
  params: ["id"],
  run: ({ context, params }) => deletePolicy(context, params),
});
