import { z } from "zod";
import { blockedPorts } from "./blocked-ports";
import { telemetryVariables } from "./telemetry-variables";
import {
  declare,
  headerText,
  httpUrl,
  optionalWholeNumber,
  postgresUrl,
  redisUrl,
  text,
  wholeNumber,
} from "./variable";

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
  DIFFRACT_KEEP_BODIES_DAYS: declare(
    optionalWholeNumber(1, 36_500),
    "Days that what was said is kept: bodies, texts of edits, first words. Figures, times and outcomes stay",
    { fallback: "as long as the call" },
  ),
  DIFFRACT_KEEP_CALLS_DAYS: declare(
    optionalWholeNumber(1, 36_500),
    "Days that calls are kept with all that belongs to them",
    {
      fallback: "for ever",
    },
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
  DIFFRACT_METRICS_OPEN: declare(
    z.enum(["true", "false"], "true or false is needed").default("false"),
    "`true` lets anybody read `/metrics`; otherwise it needs the management API's token",
    { fallback: "false" },
  ),
};

const providers = {
  OPENAI_API_KEY: declare(text, "OpenAI credential of the default project", { isSecret: true }),
  OPENAI_BASE_URL: declare(httpUrl, "OpenAI upstream of the default project", { fallback: "OpenAI's own" }),
  ANTHROPIC_API_KEY: declare(text, "Anthropic credential of the default project", { isSecret: true }),
  ANTHROPIC_BASE_URL: declare(httpUrl, "Anthropic upstream of the default project", { fallback: "Anthropic's own" }),
};

const traces = {
  TEMPO_URL: declare(httpUrl, "Query traces from Tempo directly"),
  TEMPO_TENANT: declare(headerText, "Tempo's tenant, `X-Scope-OrgID`"),
  GRAFANA_URL: declare(httpUrl, "Query Tempo through Grafana; also makes the deep link"),
  GRAFANA_TOKEN: declare(headerText, "Grafana service account token", { isSecret: true }),
  GRAFANA_TEMPO_UID: declare(text, "Uid of the Tempo data source in Grafana", { fallback: "tempo" }),
};

const tests = {
  DIFFRACT_TEST_KILLS: declare(wholeNumber(1, 1_000, 3), "Tests only: how often gateways are killed", {
    fallback: "3",
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
  OpenTelemetry: telemetryVariables,
  "Where traces are read": traces,
  "Running the tests": tests,
} as const;

export const variables = { ...server, ...admin, ...providers, ...telemetryVariables, ...traces, ...tests };

export type VariableName = keyof typeof variables;

/** The validated environment, under the variables' own names. */
export type Env = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]["schema"]> };
