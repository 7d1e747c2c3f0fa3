import { defineRoute } from "@/lib/runtime/http";
import { getDeadLetterRecord } from "@/lib/services/system/get-dead-letter-record";

export const GET = defineRoute({
  role: "admin",
  params: ["id"],
  run: async ({ context, params }) =>
    new Response(await getDeadLetterRecord(context, params.id), {
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${params.id}.record"`,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
      },
    }),
});
