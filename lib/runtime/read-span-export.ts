import type { Env } from "@/lib/config/variables";
import type { SpanExportSettings } from "@/lib/core/contracts/span-export";
import type { SenderOptions } from "@/lib/traces/export/create-span-sender";

/** What the environment says about the export; `sender` is `null` when nothing is exported. */
export interface SpanExportPlan {
  readonly settings: SpanExportSettings;
  readonly sender: SenderOptions | null;
}

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

function getTls(env: Env): NonNullable<SenderOptions["tls"]> {
  return {
    ca: env.OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE ?? env.OTEL_EXPORTER_OTLP_CERTIFICATE,
    cert: env.OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE ?? env.OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE,
    key: env.OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY ?? env.OTEL_EXPORTER_OTLP_CLIENT_KEY,
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

function listWarnings(env: Env, url: string): string[] {
  const { protocol, hostname: host } = new URL(url);
  if (protocol === "https:" || isLoopback(host)) return [];
  const { ca, cert } = getTls(env);
  const warnings: string[] = [];
  if (Object.keys(getHeaders(env)).length > 0)
    warnings.push("Headers, which may hold credentials, go to the collector without encryption. Use an https address.");
  if (ca !== undefined || cert !== undefined)
    warnings.push("Certificates are set, but the collector's address is http: nothing is encrypted.");
  return warnings;
}

function getTimeoutMs(env: Env): number {
  const own = env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT ?? env.OTEL_EXPORTER_OTLP_TIMEOUT;
  return Math.min(own, env.OTEL_BSP_EXPORT_TIMEOUT);
}

/** Pure: what to export and where to, by OpenTelemetry's names. */
export function readSpanExport(env: Env): SpanExportPlan {
  const url = findUrl(env);
  const disabledBecause = explainOff(env, url);
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/protobuf";
  const compression = env.OTEL_EXPORTER_OTLP_TRACES_COMPRESSION ?? env.OTEL_EXPORTER_OTLP_COMPRESSION ?? "none";
  return {
    settings: {
      endpoint: url === null ? null : `${new URL(url).origin}${new URL(url).pathname}`,
      disabledBecause,
      protocol,
      compression,
      warnings: url === null ? [] : listWarnings(env, url),
    },
    sender:
      url === null || disabledBecause !== null
        ? null
        : { url, headers: getHeaders(env), protocol, compression, timeoutMs: getTimeoutMs(env), tls: getTls(env) },
  };
}
