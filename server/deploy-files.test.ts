/** What `deploy/` starts is checked as far as that goes without starting it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { SpanExportStatus } from "@/lib/core/contracts/span-export";
import { listSystemFamilies } from "@/lib/core/metrics/system-families";
import { listTallyFamilies } from "@/lib/core/metrics/tally-families";
import { sumProcesses } from "@/lib/core/system/sum-processes";
import { parseEnv } from "@/lib/config/parse-env";
import { variables } from "@/lib/config/variables";

const folder = join(process.cwd(), "deploy");

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Repeated keys are errors: the second one would win in silence. */
function read(...path: string[]): unknown {
  return parse(readFileSync(join(folder, ...path), "utf8"), { uniqueKeys: true, strict: true });
}

const listNeeded = (needs: NonNullable<Service["depends_on"]>): string[] =>
  Array.isArray(needs) ? (needs as string[]) : Object.keys(needs);
const withDefaults = (text: string): string => text.replace(/\$\{\w+:-([^}]*)\}/g, "$1");
const compose = read("compose.yaml") as Compose;
const services = Object.entries(compose.services);
const { datasources } = read("grafana", "datasources.yaml") as { datasources: { uid: string; url: string }[] };

describe("deploy/compose.yaml", () => {
  it("starts everything, each at a version that stays the same", () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ["diffract", "grafana", "postgres", "prometheus", "redis", "tempo"].sort(),
    );
    for (const [name, { image, build }] of services) {
      if (image === undefined)
        expect(existsSync(join(folder, build?.context ?? "", build?.dockerfile ?? "")), name).toBe(true);
      else expect(withDefaults(image), name).toMatch(/^[a-z/]+:v?\d+\.\d+/);
    }
  });

  it("mounts what is there and opens ports to this machine only", () => {
    for (const [name, { volumes = [], ports = [], depends_on: needs = [] }] of services) {
      for (const volume of volumes) {
        const [source = ""] = withDefaults(volume).split(":");
        const isThere = source.startsWith("./") ? existsSync(join(folder, source)) : source in compose.volumes;
        expect(isThere, `${name}: ${volume}`).toBe(true);
      }
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
      for (const other of listNeeded(needs)) expect(compose.services).toHaveProperty(other);
    }
  });

  it("gives Diffract an environment that it accepts and that leads to the others", () => {
    const given = Object.entries(compose.services["diffract"]?.environment ?? {});
    for (const [name] of given) expect(variables).toHaveProperty(name);
    const env = parseEnv(Object.fromEntries(given.map(([name, value]) => [name, withDefaults(value)])));
    for (const url of [env.DATABASE_URL, env.REDIS_URL, env.TEMPO_URL, env.OTEL_EXPORTER_OTLP_ENDPOINT])
      expect(compose.services).toHaveProperty(new URL(url ?? "").hostname);
    expect(datasources.map(({ uid }) => uid)).toContain(env.GRAFANA_TEMPO_UID);
  });
});

describe("deploy/tempo", () => {
  it("has a configuration for each major version, with no key that keeps it from starting", () => {
    const keys = (version: string): string[] => Object.keys(read("tempo", `${version}.yaml`) as object);
    for (const version of ["2.5", "2.10", "3.0"])
      expect(keys(version)).toEqual(expect.arrayContaining(["server", "distributor", "storage"]));
    for (const gone of ["ingester", "compactor"]) expect(keys("3.0")).not.toContain(gone);
    for (const version of ["2.5", "2.10"]) expect(keys(version)).not.toContain("live_store");
    expect(read("tempo", "2.5.yaml")).not.toHaveProperty("distributor.max_attribute_bytes");
    expect(read("tempo", "3.0.yaml")).toMatchObject({
      query_frontend: { query_end_cutoff: "0s" },
      live_store: { fail_on_high_lag: false },
    });
  });
});

describe("deploy/grafana and deploy/prometheus", () => {
  it("ask for numbers that Diffract has", () => {
    const report = { at: "", processes: [], totals: sumProcesses([], 0), database: { is_up: true, dead_letters: 0 } };
    const traceExport = { enabled: true } as SpanExportStatus;
    const families = [...listSystemFamilies(report, { version: "1", traceExport }), ...listTallyFamilies([])];
    const known = families.map(({ name }) => name);
    const text = readFileSync(join(folder, "grafana", "dashboards", "operation.json"), "utf8");
    const asked = [...text.matchAll(/diffract_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, ""));
    expect(asked.length).toBeGreaterThan(10);
    for (const name of asked) expect(known).toContain(name);
  });

  it("ask services that are there, from data sources that are there", () => {
    for (const { url } of datasources)
      expect(compose.services).toHaveProperty(url.replace(/^http:\/\//, "").split(":")[0] ?? "");
    const uids = new Set(datasources.map(({ uid }) => uid));
    for (const file of readdirSync(join(folder, "grafana", "dashboards"))) {
      const { panels } = JSON.parse(readFileSync(join(folder, "grafana", "dashboards", file), "utf8")) as {
        panels: { id: number; datasource: { uid: string }; targets: { datasource: { uid: string } }[] }[];
      };
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const { datasource, targets } of panels)
        for (const { uid } of [datasource, ...targets.map((target) => target.datasource)]) expect(uids).toContain(uid);
    }
    const { scrape_configs: jobs } = read("prometheus", "prometheus.yaml") as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    for (const target of jobs.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets))) {
      const [host = ""] = target.split(":");
      if (host !== "localhost") expect(compose.services).toHaveProperty(host);
    }
  });
});
