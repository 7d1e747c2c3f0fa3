import { defineRoute } from "@/lib/runtime/http";
import { exportQuery, getCallExport } from "@/lib/services/calls/get-call-export";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: exportQuery,
  run: async ({ context, params, query }) => {
    const { name, type, text } = await getCallExport(context.db, params.id, query);
    // A download and nothing else, as with raw bytes: nothing that a model wrote is ever drawn under our address.
    return new Response(text, {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "content-disposition": `attachment; filename="${name}"`,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
      },
    });
  },
});
