import type { HeaderPairs } from "../contracts/call";
import type { HeaderChange, HeaderChanges } from "../contracts/certificate";

type Pair = HeaderPairs[number];

/** How secret values end in records. */
const mask = "••••";

/** What is left of two masked values may look alike where the values were not. */
function isSame(left: Pair, right: Pair): boolean {
  return left[0] === right[0] && left[1] === right[1] && !left[1].endsWith(mask);
}

/** Takes the first element that fits out of a list. */
function takeFirst<T>(list: T[], fits: (item: T) => boolean): T | null {
  const at = list.findIndex(fits);
  return at === -1 ? null : (list.splice(at, 1)[0] ?? null);
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((value, index) => index === 0 || value > (numbers[index - 1] ?? -1));
}

/** What became of a list of headers. Headers of the same name are matched in their order. */
export function compareHeaders(from: HeaderPairs, to: HeaderPairs): HeaderChanges {
  const rest = from.map((pair, index) => ({ pair, index }));
  const kept: number[] = [];
  const others: Pair[] = [];
  for (const pair of to) {
    const match = takeFirst(rest, (one) => isSame(one.pair, pair));
    if (match === null) others.push(pair);
    else kept.push(match.index);
  }
  const added: Pair[] = [];
  const changed: HeaderChange[] = [];
  for (const pair of others) {
    const name = pair[0].toLowerCase();
    const match = takeFirst(rest, (one) => one.pair[0].toLowerCase() === name);
    if (match === null) added.push(pair);
    else changed.push({ name: pair[0], from: match.pair[1], to: pair[1] });
  }
  return { added, removed: rest.map(({ pair }) => pair), changed, is_order_kept: isAscending(kept) };
}
