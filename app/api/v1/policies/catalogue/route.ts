import { defineRoute } from "@/lib/runtime/http";
import { listPolicyCatalogue } from "@/lib/services/policies/list-policy-catalogue";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  run: ({ context }) => listPolicyCatalogue(context),
});
