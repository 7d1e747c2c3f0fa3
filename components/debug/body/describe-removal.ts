import type { CallDetail } from "@/lib/core/contracts/call";

/** The day in UTC, which is the same for everybody who is told of it. */
export function describeRemoval({ bodies_expired: expired }: Pick<CallDetail, "bodies_expired">): string {
  if (expired === undefined) return "is no longer kept";
  const days = expired.kept_days === 1 ? "1 day" : `${expired.kept_days} days`;
  return `was removed on ${expired.removed_at.slice(0, 10)}, after ${days}`;
}
