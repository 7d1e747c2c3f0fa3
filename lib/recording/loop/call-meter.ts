import type { MetricLabels } from "@/lib/core/contracts/metrics";
import {
  tallyHistograms,
  type Tallies,
  type TallyCounter,
  type TallyHistogram,
} from "@/lib/core/metrics/tally-families";
import type { AssembledCall, CallRow, StepRow } from "../assemble/call-rows";

/** More different labels than this are counted together: whoever scrapes must not drown in what a client made up. */
const mostSeries = 400;
const other = "other";

interface Counted {
  readonly name: TallyCounter;
  readonly labels: MetricLabels;
  value: number;
}

interface Measured {
  readonly name: TallyHistogram;
  readonly labels: MetricLabels;
  readonly counts: number[];
  sum: number;
}

function foldLabels(labels: MetricLabels): MetricLabels {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, other]));
}

/** Counts calls that are over, for Prometheus: on the recorder's thread, where they are rows already. */
export class CallMeter {
  private readonly counters = new Map<string, Counted>();
  private readonly histograms = new Map<string, Measured>();

  count({ state, call, steps }: AssembledCall): void {
    if (state === "in_progress") return;
    this.countCall(call);
    for (const step of steps) this.countStep(step);
    this.countUsage(call);
  }

  /** Everything since this meter was made. */
  read(): Tallies {
    return {
      counters: [...this.counters.values()].map((one) => ({ ...one })),
      histograms: [...this.histograms.values()].map((one) => ({ ...one, counts: [...one.counts] })),
    };
  }

  private countCall(call: CallRow): void {
    const dialect = call.dialect ?? other;
    const labels = {
      dialect,
      endpoint: call.endpoint ?? other,
      state: call.state ?? other,
      outcome: call.outcome ?? other,
    };
    this.add("diffract_calls_total", labels, 1);
    const kind = { dialect, streaming: String(call.is_streaming) };
    this.measure("diffract_call_duration_seconds", kind, call.duration_ms);
    this.measure("diffract_call_first_byte_seconds", kind, call.first_byte_ms);
    this.measure("diffract_call_gateway_seconds", { dialect }, call.gateway_ms);
  }

  private countStep({ policy, hook, outcome, duration_ms: ranMs }: StepRow): void {
    const name = policy ?? other;
    this.add("diffract_policy_runs_total", { policy: name, hook: hook ?? other, outcome: outcome ?? other }, 1);
    this.add("diffract_policy_seconds_total", { policy: name }, (ranMs ?? 0) / 1000);
  }

  private countUsage(call: CallRow): void {
    const provider = call.provider ?? other;
    const { input_tokens: input, output_tokens: output, cost_amount: cost } = call;
    if (input !== null) this.add("diffract_tokens_total", { provider, direction: "input" }, Number(input));
    if (output !== null) this.add("diffract_tokens_total", { provider, direction: "output" }, Number(output));
    const amount = Number(cost ?? Number.NaN);
    if (Number.isNaN(amount)) return;
    const labels = { provider, currency: call.cost_currency ?? other, source: call.cost_source ?? other };
    this.add("diffract_cost_total", labels, amount);
  }

  private add(name: TallyCounter, labels: MetricLabels, value: number): void {
    const counted = this.find(this.counters, name, labels, (own) => ({ name, labels: own, value: 0 }));
    counted.value += value;
  }

  private measure(name: TallyHistogram, labels: MetricLabels, ms: number | null): void {
    if (ms === null) return;
    const [, bounds] = tallyHistograms[name];
    const measured = this.find(this.histograms, name, labels, (own): Measured => {
      return { name, labels: own, counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
    });
    const seconds = ms / 1000;
    const found = bounds.findIndex((bound) => seconds <= bound);
    const index = found < 0 ? bounds.length : found;
    measured.counts[index] = (measured.counts[index] ?? 0) + 1;
    measured.sum += seconds;
  }

  private find<Entry>(
    entries: Map<string, Entry>,
    ...[name, labels, make]: [string, MetricLabels, (labels: MetricLabels) => Entry]
  ): Entry {
    let key = name;
    for (const label in labels) key += `\n${labels[label] ?? ""}`;
    const known = entries.get(key);
    if (known !== undefined) return known;
    const isFull = entries.size >= mostSeries;
    const folded = isFull ? foldLabels(labels) : labels;
    const foldedKey = isFull ? `${name}\n` : key;
    const entry = entries.get(foldedKey) ?? make(folded);
    entries.set(foldedKey, entry);
    return entry;
  }
}
