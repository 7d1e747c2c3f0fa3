import type { RepriceGroup, RepriceSum } from "../contracts/reprice";
import { addDecimals, formatDecimal, parseDecimal } from "../money/decimal";

const none = { digits: 0n, scale: 0 };

function addSums(left: RepriceSum, right: RepriceSum): RepriceSum {
  const sum = addDecimals(parseDecimal(left.amount) ?? none, parseDecimal(right.amount) ?? none);
  return { amount: formatDecimal(sum), unknown: left.unknown + right.unknown };
}

/** One group for each project, model and pair of sources, in the order in which they first came. */
export function mergeGroups(groups: readonly RepriceGroup[]): RepriceGroup[] {
  const merged = new Map<string, RepriceGroup>();
  for (const group of groups) {
    const key = JSON.stringify([group.project, group.model, group.source_before, group.source_after]);
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, group);
      continue;
    }
    merged.set(key, {
      ...known,
      calls: known.calls + group.calls,
      changed: known.changed + group.changed,
      before: addSums(known.before, group.before),
      after: addSums(known.after, group.after),
    });
  }
  return [...merged.values()];
}
