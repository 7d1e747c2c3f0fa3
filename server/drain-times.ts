/** How a stop is spread over time. */
export const drainTimes = {
  /** From the signal until no more connections are taken, so that load balancers notice first. */
  noticeMs: 2_000,
  /** For the recorder to store what the journal has; the rest is stored after the next start. */
  recorderMs: 5_000,
} as const;

/** The longest that a gateway takes to stop; then it is killed. */
export function findLongestDrainMs(drainSeconds: number): number {
  const spareMs = 4_000;
  return drainTimes.noticeMs + drainSeconds * 1000 + drainTimes.recorderMs + spareMs;
}
