import { z } from "zod";
import { samplerNames } from "@/lib/core/traces/sample-call";
import { otlpHeaders, resourceAttributes } from "./otlp-headers";
import { certificateFile, privateKeyFile } from "./pem-files";
import { declare, text, wholeNumber } from "./variable";

const protocols = ["http/protobuf", "http/json"] as const;
const protocol = z
  .enum(protocols, "http/protobuf or http/json is needed; gRPC is not spoken (collectors take HTTP at port 4318)")
  .optional();

const compression = z.enum(["gzip", "none"], "gzip or none is needed").optional();

/** Where to send, as it is written: a path or a final slash may matter to whoever listens there. */
const collectorUrl = z
  .string()
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol: scheme, username, password, hash } = new URL(value);
    return /^https?:$/.test(scheme) && username === "" && password === "" && hash === "";
  }, "an http or https address without user, password or fragment is needed; credentials belong into the headers")
  .optional();

const milliseconds = (fallback: number) => wholeNumber(1, 600_000, fallback);
const optionalMilliseconds = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, "a whole number from 1 to 999999 is needed")
  .transform(Number)
  .optional();

const queueSize = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, "a whole number from 1 to 9999999 is needed")
  .transform(Number)
  .optional();

const ratio = z
  .string()
  .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/, "a number from 0 to 1 is needed")
  .transform(Number)
  .optional();

const isTrue = z
  .string()
  .transform((value) => value.trim().toLowerCase() === "true")
  .optional();

/** The standard OpenTelemetry names, with the standard meaning; those for traces win over those for everything. */
export const telemetryVariables = {
  OTEL_SERVICE_NAME: declare(text, "Name of this service in traces", { fallback: "diffract" }),
  OTEL_SDK_DISABLED: declare(isTrue, "`true` turns the export off"),
  OTEL_RESOURCE_ATTRIBUTES: declare(resourceAttributes, "Attributes of this service, `key=value,…`"),
  OTEL_TRACES_EXPORTER: declare(
    z.enum(["otlp", "none"], "otlp or none is needed").optional(),
    "`none` turns the export of traces off",
    { fallback: "otlp" },
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: declare(collectorUrl, "Collector to send spans to; `/v1/traces` is added"),
  OTEL_EXPORTER_OTLP_HEADERS: declare(otlpHeaders, "Headers to send along, `key=value,…`, percent-encoded", {
    isSecret: true,
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: declare(protocol, "http/protobuf or http/json", { fallback: "http/protobuf" }),
  OTEL_EXPORTER_OTLP_COMPRESSION: declare(compression, "gzip or none", { fallback: "none" }),
  OTEL_EXPORTER_OTLP_TIMEOUT: declare(milliseconds(10_000), "Milliseconds for one export", { fallback: "10000" }),
  OTEL_EXPORTER_OTLP_CERTIFICATE: declare(
    certificateFile,
    "PEM file of the authorities that collectors' certificates are trusted by, instead of those known to Node",
  ),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: declare(certificateFile, "PEM file of our certificate, for mTLS"),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: declare(privateKeyFile, "PEM file of its key, without a password"),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: declare(collectorUrl, "Where to send traces, used as it is"),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: declare(otlpHeaders, "Headers to send with traces, instead of those for all", {
    isSecret: true,
  }),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: declare(protocol, "Protocol for traces"),
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: declare(compression, "Compression for traces"),
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: declare(optionalMilliseconds, "Milliseconds for one export of traces"),
  OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: declare(certificateFile, "The authorities for traces"),
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: declare(certificateFile, "Our certificate for traces"),
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: declare(privateKeyFile, "Its key"),
  OTEL_BSP_SCHEDULE_DELAY: declare(milliseconds(1_000), "Milliseconds between two exports of few spans", {
    fallback: "1000",
  }),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: declare(wholeNumber(1, 10_000, 512), "Spans that are sent together, at most", {
    fallback: "512",
  }),
  OTEL_BSP_MAX_QUEUE_SIZE: declare(
    queueSize,
    "Checked, and without effect: what waits is in the database, for up to an hour, and not in memory",
  ),
  OTEL_BSP_EXPORT_TIMEOUT: declare(
    milliseconds(30_000),
    "Milliseconds for one export, if less than the timeout above",
    {
      fallback: "30000",
    },
  ),
  OTEL_TRACES_SAMPLER: declare(
    z.enum(samplerNames, `one of ${samplerNames.join(", ")} is needed`).default("parentbased_always_on"),
    "Which calls are exported; failed and changed ones always are, unless `always_off`",
    { fallback: "parentbased_always_on" },
  ),
  OTEL_TRACES_SAMPLER_ARG: declare(ratio, "Share of calls for `traceidratio`, 0 to 1", { fallback: "1" }),
};
