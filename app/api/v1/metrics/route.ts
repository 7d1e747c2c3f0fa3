import { serveMetrics } from "@/lib/runtime/metrics";

export const dynamic = "force-dynamic";

export const GET = serveMetrics;
