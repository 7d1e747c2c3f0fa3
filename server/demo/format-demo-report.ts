import type { PolicyOutcome } from "@/lib/core/contracts/call";
import { bestDemoCall } from "./demo-calls";
import type { DemoResult } from "./send-demo-call";

const counts = (results: readonly DemoResult[], test: (result: DemoResult) => boolean): string =>
  String(results.filter(test).length);

const words: Readonly<Record<PolicyOutcome, string>> = {
  unchanged: "unchanged",
  changed: "changed",
  blocked: "blocked",
  "failed-open": "a policy failed",
  "failed-closed": "a policy failed",
  skipped: "no policy ran",
};

/**
 * What the terminal shows at the end.
 * @param outcomes what policies did, by call; a call that is not in it is not recorded yet
 */
export function formatDemoReport(
  results: readonly DemoResult[],
  outcomes: ReadonlyMap<string, PolicyOutcome>,
  baseUrl: string,
): string {
  const titleWidth = Math.max(...results.map(({ title }) => title.length));
  const rows = results.map(({ title, status, callId, durationMs }) => {
    const outcome = outcomes.get(callId ?? "");
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    return `  ${title.padEnd(titleWidth)}  ${status}  ${seconds.padStart(6)}  ${outcome === undefined ? "not recorded yet" : words[outcome]}`;
  });
  const unexpected = results
    .filter(({ status, expected }) => status !== expected)
    .map(({ title, status, expected }) => `  ${title}: status ${status} where ${expected} was expected`);
  const best = results.find(({ title }) => title === bestDemoCall)?.callId ?? null;
  return [
    ...rows,
    "",
    `${results.length} calls: ${counts(results, ({ status }) => status < 400)} answered, ${counts(results, ({ status }) => status >= 400)} refused or failed, as they should.`,
    ...(unexpected.length > 0 ? ["", "Not as expected:", ...unexpected] : []),
    "",
    ...(best === null ? [] : [`Start here   ${baseUrl}/debug/request/${best}`]),
    `All calls    ${baseUrl}/calls`,
    `Live         ${baseUrl}/activity`,
  ].join("\n");
}
