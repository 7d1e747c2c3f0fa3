/** For example `0.42 ms`, `18 ms`, `1.24 s`, `2 m 05 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0.1) return `${(durationMs * 1000).toFixed(0)} µs`;
  if (durationMs < 10) return `${durationMs.toFixed(2)} ms`;
  if (durationMs < 999.5) return `${durationMs.toFixed(0)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, "0")} s`;
}

/** A duration; a dash that says why when there is none. */
export function DurationText({ durationMs }: { readonly durationMs: number | null }) {
  if (durationMs === null) {
    return (
      <span className="text-ink-3" title="Not known">
        –
      </span>
    );
  }
  return <span className="tabular whitespace-nowrap">{formatDuration(durationMs)}</span>;
}
