import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LoopDelay } from "@/lib/core/contracts/system";

/** Coarse enough to cost nothing; the histogram holds this much more than the delay. */
const resolutionMs = 20;
const windowMs = 10_000;

function round(ms: number): number {
  return Math.round(Math.max(0, ms) * 10) / 10;
}

/** Watches by how much timers of this thread are late. @returns what asks about the last ten to twenty seconds */
export function watchLoopDelay(): () => LoopDelay | null {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let last: LoopDelay | null = null;
  let beganAt = performance.now();
  const read = (): LoopDelay | null => {
    if (histogram.count === 0) return null;
    const [p50, p99] = [histogram.percentile(50), histogram.percentile(99)];
    const toMs = (nanoseconds: number): number => round(nanoseconds / 1e6 - resolutionMs);
    return { p50_ms: toMs(p50), p99_ms: toMs(p99), max_ms: toMs(histogram.max) };
  };
  return () => {
    const now = read();
    if (performance.now() - beganAt >= windowMs) {
      last = now;
      histogram.reset();
      beganAt = performance.now();
    }
    if (now === null || last === null) return now ?? last;
    return {
      p50_ms: last.p50_ms,
      p99_ms: Math.max(last.p99_ms, now.p99_ms),
      max_ms: Math.max(last.max_ms, now.max_ms),
    };
  };
}
