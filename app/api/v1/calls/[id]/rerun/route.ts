import { defineRoute } from "@/lib/runtime/http";
import { runAgain } from "@/lib/runtime/rerun";
import { prepareRerun, rerunInput } from "@/lib/services/calls/prepare-rerun";

export const POST = defineRoute({
  role: "admin",
  params: ["id"],
  input: rerunInput,
  status: 202,
  run: async ({ context, params, input }) => runAgain(await prepareRerun(context.db, params.id, input)),
});
