import { z } from "zod";
import { blockedPorts } from "./blocked-ports";
import { declare, httpUrl, markUnused, postgresUrl, redisUrl, text, wholeNumber } from "./variable";

const port = wholeNumber(1, 65_535, 3_000).refine(
  (value) => !blockedPorts.has(value),
  "browsers refuse to open this port; another one is needed",
);

const server = {
  PORT: declare(port, "Port of the one public address, gateway and console", {
    fallback: "3000",
  }),
  HOST: declare(z.string().default("127.0.0.1"), "Address to listen on", { fallback: "127.0.0.1" }),
  DATABASE_URL: declare(postgresUrl, "External Postgres 15 or newer", {
    fallback: "embedded Postgres",
    isSecret: true,
  }),
  REDIS_URL: declare(redisUrl, "Redis for the live feed and the event stream across machines", {
    isSecret: true,
  }),
  DIFFRACT_DATA_DIR: declare(z.string().default(".diffract"), "Embedded Postgres, journal, generated secrets", {
    fallback: ".diffract",
  }),
  DIFFRACT_SECRET: declare(
    z.string().min(16, "at least 16 characters are needed").optional(),
    "Root secret; purpose keys are derived from it",
    { fallback: "generated into the data directory", isSecret: true },
  ),
  DIFFRACT_PROCESSES: declare(wholeNumber(1, 64, 1), "Gateway processes on this machine", { fallback: "1" }),
  DIFFRACT_DRAIN_SECONDS: declare(
    wholeNumber(0, 3_600, 15),
    "Seconds that calls in flight may go on after SIGTERM or Ctrl-C; then streams end with an error event",
    { fallback: "15" },
  ),
};

const admin = {
  DIFFRACT_ADMIN_EMAIL: declare(
    z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/, "an e-mail address is needed")
      .default("admin@localhost"),
    "E-mail address of the first person",
    { fallback: "admin@localhost" },
  ),
  DIFFRACT_ADMIN_PASSWORD: declare(
    z.string().min(8, "at least 8 characters are needed").optional(),
    "Password of the first person",
    { fallback: "generated and printed once", isSecret: true },
  ),
  DIFFRACT_ADMIN_TOKEN: declare(
    z.string().min(16, "at least 16 characters are needed").optional(),
    "Bearer token for the management API",
    { fallback: "generated into `<data dir>/admin-token`", isSecret: true },
  ),
};

const providers = {
  OPENAI_API_KEY: declare(text, "OpenAI credential of the default project", { isSecret: true }),
  OPENAI_BASE_URL: declare(httpUrl, "OpenAI upstream of the default project", { fallback: "OpenAI's own" }),
  ANTHROPIC_API_KEY: declare(text, "Anthropic credential of the default project", { isSecret: true }),
  ANTHROPIC_BASE_URL: declare(httpUrl, "Anthropic upstream of the default project", { fallback: "Anthropic's own" }),
};

const protocol = z
  .enum(["grpc", "http/protobuf", "http/json"], "grpc, http/protobuf or http/json is needed")
  .optional();

const serviceName = declare(text, "Name of this service in traces", { fallback: "diffract" });
const telemetry = {
  OTEL_SERVICE_NAME: serviceName,
  ...markUnused({
    OTEL_SDK_DISABLED: declare(text, "`true` turns telemetry off"),
    OTEL_RESOURCE_ATTRIBUTES: declare(text, "Attributes of this service, `key=value,…`"),
    OTEL_EXPORTER_OTLP_ENDPOINT: declare(httpUrl, "Where to send telemetry"),
    OTEL_EXPORTER_OTLP_HEADERS: declare(text, "Headers to send along, `key=value,…`", { isSecret: true }),
    OTEL_EXPORTER_OTLP_PROTOCOL: declare(protocol, "grpc, http/protobuf or http/json", { fallback: "http/protobuf" }),
    OTEL_EXPORTER_OTLP_TIMEOUT: declare(wholeNumber(1, 600_000, 10_000), "Milliseconds for one export", {
      fallback: "10000",
    }),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: declare(httpUrl, "Where to send traces, used as it is"),
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: declare(text, "Headers to send with traces", { isSecret: true }),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: declare(protocol, "Protocol for traces"),
    OTEL_TRACES_SAMPLER: declare(text, "Standard sampler name", { fallback: "parentbased_always_on" }),
    OTEL_TRACES_SAMPLER_ARG: declare(text, "Argument of the sampler"),
  }),
};

const traces = {
  TEMPO_URL: declare(httpUrl, "Query traces from Tempo directly"),
  TEMPO_TENANT: declare(text, "Tempo's tenant, `X-Scope-OrgID`"),
  GRAFANA_URL: declare(httpUrl, "Query Tempo through Grafana; also makes the deep link"),
  GRAFANA_TOKEN: declare(text, "Grafana service account token", { isSecret: true }),
  GRAFANA_TEMPO_UID: declare(text, "Uid of the Tempo data source in Grafana", { fallback: "tempo" }),
};

const tests = {
  DIFFRACT_TEST_KILLS: declare(wholeNumber(1, 1_000, 5), "Tests only: how often gateways are killed", {
    fallback: "5",
  }),
  DIFFRACT_TEST_MUTATIONS: declare(
    wholeNumber(1, 10_000_000, 1_000),
    "Tests only: how many mutations of streams are tried",
    { fallback: "1000" },
  ),
  DIFFRACT_TEST_FIRST_SEED: declare(wholeNumber(1, 2_000_000_000, 1), "Tests only: the seed of the first mutation", {
    fallback: "1",
  }),
  DIFFRACT_TEST_DATABASE_URL: declare(postgresUrl, "Tests only: a Postgres on which test databases are made", {
    fallback: "embedded Postgres",
    isSecret: true,
  }),
};

/** Every environment variable that Diffract reads, by topic, in the order of the documentation. */
export const variableGroups = {
  "Addresses and storage": server,
  "First person and management API": admin,
  Providers: providers,
  OpenTelemetry: telemetry,
  "Where traces are read": traces,
  "Running the tests": tests,
} as const;

export const variables = { ...server, ...admin, ...providers, ...telemetry, ...traces, ...tests };

export type VariableName = keyof typeof variables;

/** The validated environment, under the variables' own names. */
export type Env = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]["schema"]> };
