import { defineRoute, describeApi } from "@/lib/runtime/http";
import { listOperations } from "./list-operations";

export const dynamic = "force-dynamic";

/** The management API in OpenAPI 3.1. */
export const GET = defineRoute({
  role: "viewer",
  run: () => describeApi(listOperations()),
});
