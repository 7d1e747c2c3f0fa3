import { defineRoute } from "@/lib/runtime/http";
import { getSystemReport } from "@/lib/runtime/system";

export const GET = defineRoute({ role: "viewer", run: () => getSystemReport() });
