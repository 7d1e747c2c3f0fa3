/** Real clients get from a gateway what they get from the upstream behind it, and upstream gets from it what it gets from them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayUnderTest } from "../describe-gateway";
import { scenarioNames, type ScenarioName } from "./client-driver";
import { clientDrivers } from "./client-drivers";
import { startClientUpstream, type ClientUpstream } from "./client-upstream";
import { observeClient, type Observation } from "./observe-client";

/** What must be seen straight at the upstream already, so that two equal failures cannot pass for success. */
const signs: Readonly<Partial<Record<ScenarioName, (seen: Observation) => void>>> = {
  chat: ({ outcome }) => {
    expect(JSON.stringify(outcome)).toContain("1234-5678-9012");
  },
  tools: ({ arrived }) => {
    expect(arrived).toHaveLength(2);
  },
  "tools streamed": ({ arrived }) => {
    expect(arrived).toHaveLength(2);
  },
  "429 twice, then an answer": ({ outcome, arrived }) => {
    expect(JSON.stringify(outcome)).toContain("1234-5678-9012");
    expect(arrived).toHaveLength(3);
  },
  "500 for ever": ({ outcome, arrived }) => {
    expect(outcome).toHaveProperty("thrown");
    expect(arrived.length).toBeGreaterThan(1);
  },
  "overloaded for ever": ({ outcome }) => {
    expect(outcome).toHaveProperty("thrown");
  },
  "refused 400": ({ outcome, arrived }) => {
    expect(outcome).toHaveProperty("thrown");
    expect(arrived).toHaveLength(1);
  },
  "refused 404": ({ outcome, arrived }) => {
    expect(outcome).toHaveProperty("thrown");
    expect(arrived).toHaveLength(1);
  },
  abort: ({ arrived }) => {
    expect(arrived.map(({ wasCutShort }) => wasCutShort)).toEqual([true]);
  },
};
const mayThrow: ReadonlySet<ScenarioName> = new Set([
  ...(["refused 400", "refused 404", "500 for ever", "overloaded for ever"] as const),
  ...(["error in the stream", "stream cut off", "abort"] as const),
]);

/**
 * Registers every scenario of every client.
 * @param start makes projects whose upstreams are at `upstreamUrl`
 */
export function describeClients(name: string, start: (upstreamUrl: string) => Promise<GatewayUnderTest>): void {
  describe(`clients through ${name}`, () => {
    let upstream: ClientUpstream;
    let gateway: GatewayUnderTest;

    beforeAll(async () => {
      upstream = await startClientUpstream();
      gateway = await start(upstream.url);
    });

    afterAll(async () => {
      await gateway.close();
      await upstream.close();
    });

    for (const driver of clientDrivers) {
      describe(driver.name, () => {
        for (const scenarioName of scenarioNames) {
          const scenario = driver.scenarios[scenarioName];
          if (scenario === undefined) continue;
          it(`has the same: ${scenarioName}`, async () => {
            const direct = await observeClient(scenario, { url: upstream.url, apiKey: "sk-direct" }, upstream);
            if (!mayThrow.has(scenarioName)) expect(direct.outcome).toHaveProperty("returned");
            signs[scenarioName]?.(direct);
            const target = { url: gateway.url, apiKey: gateway.tokens.good };
            expect(await observeClient(scenario, target, upstream)).toEqual(direct);
          }, 30_000);
        }
      });
    }
  });
}
