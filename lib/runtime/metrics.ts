import type { MetricFamily } from "@/lib/core/contracts/metrics";
import type { SpanExportStatus } from "@/lib/core/contracts/span-export";
import { formatPrometheus, prometheusContentType } from "@/lib/core/metrics/format-prometheus";
import { listSpeakers, listSystemFamilies } from "@/lib/core/metrics/system-families";
import { listTallyFamilies } from "@/lib/core/metrics/tally-families";
import { getTraceExport } from "@/lib/services/traces/get-trace-export";
import { getDb } from "./db";
import { getEnv } from "./env";
import { defineRoute } from "./http";
import { reportInternalError } from "./report-internal-error";
import { getSpanExportSettings } from "./span-export";
import { getSystemReport } from "./system";
import { version } from "./version";

const headers = { "content-type": prometheusContentType, "cache-control": "no-store" };

/** What the database knows is left out while it cannot be asked; the rest is answered all the same. */
async function readTraceExport(isUp: boolean): Promise<SpanExportStatus | null> {
  if (!isUp) return null;
  return getTraceExport({ db: getDb(), spanExport: getSpanExportSettings() }).catch(() => null);
}

async function collect(): Promise<MetricFamily[]> {
  const report = await getSystemReport();
  const traceExport = await readTraceExport(report.database.is_up);
  const counted = listSpeakers(report.processes).flatMap(({ name, vitals: { tallies } }) =>
    tallies === null ? [] : [{ name, tallies }],
  );
  return [...listSystemFamilies(report, { version, traceExport }), ...listTallyFamilies(counted)];
}

async function answerMetrics(): Promise<Response> {
  try {
    return new Response(formatPrometheus(await collect()), { headers });
  } catch (error) {
    reportInternalError(error);
    return new Response("# Metrics scrape failed\n", { status: 500, headers });
  }
}

const guarded = defineRoute({ role: "viewer", run: answerMetrics });

type Handler = typeof guarded;

/** `GET /metrics`: for whoever has the management API's token, or for all when that was chosen. */
export const serveMetrics: Handler = Object.assign(
  async (...[request, route]: Parameters<Handler>): Promise<Response> =>
    getEnv().DIFFRACT_METRICS_OPEN === "true" ? answerMetrics() : guarded(request, route),
  { facts: guarded.facts },
);
