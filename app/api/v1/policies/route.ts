import { defineRoute } from "@/lib/runtime/http";
import { pageQuery } from "@/lib/services/input";
import { createPolicy, createPolicyInput } from "@/lib/services/policies/create-policy";
import { listPolicies } from "@/lib/services/policies/list-policies";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  query: pageQuery,
  run: ({ context, query }) => listPolicies(context, query),
});

export const POST = defineRoute({
  role: "admin",
  input: createPolicyInput,
  status: 201,
  run: ({ context, input }) => createPolicy(context, input),
});
