import type { MetricFamily, MetricHistogram, MetricLabels, MetricSample } from "../contracts/metrics";

/** Seconds: from an answer out of memory to an agent that thinks for minutes. */
const longBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
/** Seconds: what the gateway takes of its own. */
const shortBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** What the recorder counts of calls that are over. */
export const tallyCounters = {
  diffract_calls_total: "Calls that are over, by how they ended and what policies did.",
  diffract_policy_runs_total: "What policies did, by the kind of policy.",
  diffract_policy_seconds_total: "Seconds that policies computed.",
  diffract_tokens_total: "Tokens that calls used, where that is known.",
  diffract_cost_total: "What calls cost, where that is known; source says who said so.",
} as const;

export const tallyHistograms = {
  diffract_call_duration_seconds: ["From the moment a call came until its client had everything.", longBounds],
  diffract_call_first_byte_seconds: ["From the moment a call came until its client had the first byte.", longBounds],
  diffract_call_gateway_seconds: ["From the moment a call came until its provider was asked.", shortBounds],
} as const;

export type TallyCounter = keyof typeof tallyCounters;
export type TallyHistogram = keyof typeof tallyHistograms;

/** What one process has counted since it began. */
export interface Tallies {
  readonly counters: readonly (MetricSample & { readonly name: TallyCounter })[];
  readonly histograms: readonly (MetricHistogram & { readonly name: TallyHistogram })[];
}

/** Each process's counts, told apart by name: one that starts anew begins from zero, which Prometheus understands. */
export function listTallyFamilies(processes: readonly { name: string; tallies: Tallies }[]): MetricFamily[] {
  const mark = (labels: MetricLabels, process: string): MetricLabels => ({ process, ...labels });
  const counters = Object.entries(tallyCounters).map(([name, help]): MetricFamily => {
    const samples = processes.flatMap(({ name: process, tallies }) =>
      tallies.counters
        .filter((one) => one.name === name)
        .map(({ labels, value }) => ({ labels: mark(labels, process), value })),
    );
    return { name, help, type: "counter", samples };
  });
  const histograms = Object.entries(tallyHistograms).map(([name, [help, bounds]]): MetricFamily => {
    const found = processes.flatMap(({ name: process, tallies }) =>
      tallies.histograms
        .filter((one) => one.name === name)
        .map(({ labels, counts, sum }) => ({ labels: mark(labels, process), counts, sum })),
    );
    return { name, help, type: "histogram", bounds, histograms: found };
  });
  return [...counters, ...histograms];
}
