import { bestDemoCall } from "./demo-calls";
import type { DemoResult } from "./send-demo-call";

const counts = (results: readonly DemoResult[], test: (result: DemoResult) => boolean): string =>
  String(results.filter(test).length);

/** What the terminal shows at the end. */
export function formatDemoReport(results: readonly DemoResult[], baseUrl: string): string {
  const titleWidth = Math.max(...results.map(({ title }) => title.length));
  const rows = results.map(({ title, status, policy, durationMs }) => {
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    return `  ${title.padEnd(titleWidth)}  ${status}  ${seconds.padStart(6)}  ${policy ?? ""}`.trimEnd();
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
