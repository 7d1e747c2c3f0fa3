import { findMissingOfDatabase } from "@/lib/runtime/check-database";

export const dynamic = "force-dynamic";

/** Whether calls and pages can be served. In front of this, the gateway or the console's own server answers. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const missing = await findMissingOfDatabase();
  if (missing.length === 0) return Response.json({ status: "ready" }, { headers });
  return Response.json({ status: "not ready", missing }, { status: 503, headers: { ...headers, "retry-after": "1" } });
}
