import { defineRoute } from "@/lib/runtime/http";
import { listProviders } from "@/lib/services/providers/list-providers";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  run: ({ context }) => listProviders(context),
});
