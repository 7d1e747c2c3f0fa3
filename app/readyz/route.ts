import { checkDatabase } from "@/lib/runtime/check-database";

export const dynamic = "force-dynamic";

/** Whether calls and pages can be served. In front of this, the gateway or the console's own server answers. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  if (await checkDatabase()) return Response.json({ status: "ready" }, { headers });
  return Response.json(
    { status: "not ready", missing: ["database"] },
    { status: 503, headers: { ...headers, "retry-after": "1" } },
  );
}
