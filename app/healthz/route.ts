export const dynamic = "force-dynamic";

/** The process is up. In front of this, the gateway or the console's own server answers. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
