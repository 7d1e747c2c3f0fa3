import { defineRoute } from "@/lib/runtime/http";
import { pageQuery } from "@/lib/services/input";
import { listAllCredentials } from "@/lib/services/credentials/list-all-credentials";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  query: pageQuery,
  run: ({ context, query }) => listAllCredentials(context, query),
});
