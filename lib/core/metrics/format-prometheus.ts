import type { MetricFamily, MetricHistogram, MetricLabels } from "../contracts/metrics";

/** Prometheus text exposition format 0.0.4. */
export const prometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

function escapeValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function formatLabels(labels: MetricLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

function formatHistogram(name: string, bounds: readonly number[], histogram: MetricHistogram): string[] {
  const { labels, counts, sum } = histogram;
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    const le = formatNumber(bounds[index] ?? Infinity);
    return `${name}_bucket${formatLabels({ ...labels, le })} ${formatNumber(total)}`;
  });
  const suffix = formatLabels(labels);
  return [...buckets, `${name}_sum${suffix} ${formatNumber(sum)}`, `${name}_count${suffix} ${formatNumber(total)}`];
}

function formatFamily(family: MetricFamily): string[] {
  const { name, help, type } = family;
  const lines =
    type === "histogram"
      ? family.histograms.flatMap((one) => formatHistogram(name, family.bounds, one))
      : family.samples.map(({ labels, value }) => `${name}${formatLabels(labels)} ${formatNumber(value)}`);
  // A name without any sample says nothing.
  if (lines.length === 0) return [];
  const words = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return [`# HELP ${name} ${words}`, `# TYPE ${name} ${type}`, ...lines];
}

/** What a Prometheus server reads, each family once and together. */
export function formatPrometheus(families: readonly MetricFamily[]): string {
  return `${families.flatMap(formatFamily).join("\n")}\n`;
}
