import { defineRoute } from "@/lib/runtime/http";
import { getCallBytes, rawQuery } from "@/lib/services/calls/get-call-bytes";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  query: rawQuery,
  run: async ({ context, params, query }) => {
    const { bytes, side, size } = await getCallBytes(context.db, params.id, query.side);
    // A download and nothing else: whatever a model wrote must never run or be drawn under our address.
    return new Response(bytes, {
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${params.id}-${side}.bin"`,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-diffract-size": String(size),
      },
    });
  },
});
