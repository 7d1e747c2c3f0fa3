import { hostname } from "node:os";
import type { SpanExportSettings } from "@/lib/core/contracts/span-export";
import { createSpanExporter, type SpanExporter } from "@/lib/traces/export/create-span-exporter";
import { createSpanSender } from "@/lib/traces/export/create-span-sender";
import { getPool } from "./db";
import { getEnv } from "./env";
import { readSpanExport } from "./read-span-export";
import { remember } from "./remember";
import { version } from "./version";

/** How this service is called in traces. */
export function getServiceName(): string {
  const env = getEnv();
  return env.OTEL_SERVICE_NAME ?? env.OTEL_RESOURCE_ATTRIBUTES?.["service.name"] ?? "diffract";
}

/** What the environment says about the export. */
export function getSpanExportSettings(): SpanExportSettings {
  return remember("span-export-settings", () => readSpanExport(getEnv()).settings);
}

/** Starts exporting stored calls as spans, when the environment says where to. @returns `null` when it does not */
export function startSpanExport(onProblem: (message: string) => void): SpanExporter | null {
  const env = getEnv();
  const { settings, sender } = readSpanExport(env);
  if (sender === null) return null;
  for (const warning of settings.warnings) onProblem(warning);
  const serviceName = getServiceName();
  return createSpanExporter({
    pool: getPool("export"),
    sender: createSpanSender(sender),
    serviceName,
    resource: {
      "host.name": hostname(),
      "telemetry.sdk.name": "diffract",
      "telemetry.sdk.language": "nodejs",
      "telemetry.sdk.version": version,
      ...env.OTEL_RESOURCE_ATTRIBUTES,
      "service.name": serviceName,
    },
    version,
    sampler: { name: env.OTEL_TRACES_SAMPLER, ratio: env.OTEL_TRACES_SAMPLER_ARG ?? 1 },
    batchSpans: env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
    pauseMs: env.OTEL_BSP_SCHEDULE_DELAY,
    onProblem,
  });
}
