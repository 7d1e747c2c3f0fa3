import { hostname } from "node:os";
import type { Env } from "@/lib/config/variables";
import type { SpanExportSettings } from "@/lib/core/contracts/span-export";
import { createSpanExporter, type SpanExporter } from "@/lib/traces/export/create-span-exporter";
import { createSpanSender } from "@/lib/traces/export/create-span-sender";
import { getPool } from "./db";
import { getEnv } from "./env";
import { remember } from "./remember";

const version = "0.1.0";

/** OTLP exporter specification: the one for traces is used as it is, the one for all gets the signal's path. */
function findUrl(env: Env): string | null {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: common } = env;
  if (own !== undefined) return own;
  if (common === undefined) return null;
  const url = new URL(common);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/traces`;
  return url.href;
}

function explainOff(env: Env, url: string | null): string | null {
  if (env.OTEL_SDK_DISABLED === true) return "OTEL_SDK_DISABLED is set.";
  if (env.OTEL_TRACES_EXPORTER === "none") return "OTEL_TRACES_EXPORTER is none.";
  return url === null ? "OTEL_EXPORTER_OTLP_ENDPOINT is not set." : null;
}

function getHeaders(env: Env): Readonly<Record<string, string>> {
  return env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS ?? {};
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

function listWarnings(env: Env, url: string): string[] {
  const { protocol, hostname: host } = new URL(url);
  const hasSecrets = Object.keys(getHeaders(env)).length > 0;
  if (protocol === "https:" || isLoopback(host) || !hasSecrets) return [];
  return ["Headers, which may hold credentials, go to the collector without encryption. Use an https address."];
}

/** How this service is called in traces. */
export function getServiceName(): string {
  const env = getEnv();
  return env.OTEL_SERVICE_NAME ?? env.OTEL_RESOURCE_ATTRIBUTES?.["service.name"] ?? "diffract";
}

/** What the environment says about the export. */
export function getSpanExportSettings(): SpanExportSettings {
  return remember("span-export-settings", () => {
    const env = getEnv();
    const url = findUrl(env);
    const shown = url === null ? null : `${new URL(url).origin}${new URL(url).pathname}`;
    return {
      endpoint: shown,
      disabledBecause: explainOff(env, url),
      protocol: env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/protobuf",
      compression: env.OTEL_EXPORTER_OTLP_TRACES_COMPRESSION ?? env.OTEL_EXPORTER_OTLP_COMPRESSION ?? "none",
      warnings: url === null ? [] : listWarnings(env, url),
    };
  });
}

/** Starts exporting stored calls as spans, when the environment says where to. @returns `null` when it does not */
export function startSpanExport(onProblem: (message: string) => void): SpanExporter | null {
  const env = getEnv();
  const url = findUrl(env);
  const { disabledBecause, protocol, compression, warnings } = getSpanExportSettings();
  if (url === null || disabledBecause !== null) return null;
  for (const warning of warnings) onProblem(warning);
  const timeoutMs = env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT ?? env.OTEL_EXPORTER_OTLP_TIMEOUT;
  const serviceName = getServiceName();
  return createSpanExporter({
    pool: getPool("export"),
    sender: createSpanSender({ url, headers: getHeaders(env), protocol, compression, timeoutMs }),
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
