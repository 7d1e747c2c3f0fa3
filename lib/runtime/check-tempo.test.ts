import { afterEach, describe, expect, it } from "vitest";
import { startFakeTempo, type FakeTempoOptions } from "@/lib/testing/fake-tempo";
import type { TempoFinding } from "@/lib/traces/check-tempo";
import { tryTempo } from "./check-tempo";

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function run(options: FakeTempoOptions, patienceMs = 10_000, searchPatienceMs = patienceMs) {
  const tempo = await startFakeTempo(options);
  opened.push(tempo);
  const findings: TempoFinding[] = [];
  const addresses = {
    queryUrl: tempo.url,
    pushUrl: `${tempo.url}/v1/traces`,
    tenant: undefined,
    searchPatienceMs,
    patienceMs: 0,
  };
  const isGood = await tryTempo(addresses, (finding) => findings.push(finding));
  return { isGood, bad: findings.filter((finding) => !finding.isGood), findings };
}

describe("npm run test:tempo", () => {
  it.each(["2.5.0", "2.10.8", "3.0.3"] as const)(
    "finds nothing wrong with answers as Tempo %s gives them",
    async (version) => {
      const { isGood, bad, findings } = await run({ version });
      expect(bad).toEqual([]);
      expect(isGood).toBe(true);
      expect(findings).toHaveLength(8);
      expect(findings[0]?.detail).toBe(`version ${version}`);
    },
  );

  it("says what was lost or changed on the way", async () => {
    const lossy = await run({ spoil: (span) => (span.kind === "client" ? null : span) }, 0);
    expect(lossy.bad[0]?.detail).toMatch(/^the span "chat test-tempo.*" is missing/);
    const cutting = await run({ spoil: (span) => ({ ...span, attributes: {} }) }, 0);
    expect(cutting.bad[0]?.detail).toContain("came back changed");
  });

  it("says when a search does not find what is there, and what may be the cause", async () => {
    const { isGood, bad } = await run({ isSearchable: false }, 10_000, 0);
    expect(isGood).toBe(false);
    expect(bad.map(({ title }) => title)).toEqual(["finds a trace by call id"]);
    expect(bad[0]?.detail).toContain("query_end_cutoff");
  });

  it("says when nobody is there", async () => {
    const findings: TempoFinding[] = [];
    const nowhere = "http://127.0.0.1:1";
    const addresses = { queryUrl: nowhere, pushUrl: `${nowhere}/v1/traces`, tenant: undefined, searchPatienceMs: 0 };
    expect(await tryTempo(addresses, (finding) => findings.push(finding))).toBe(false);
    expect(findings).toMatchObject([{ title: "answers", isGood: false }]);
  });
});
