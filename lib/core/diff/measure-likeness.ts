import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "../json/json-access";

/** Characters of an item that are looked at: enough to recognise it. */
const maxCharacters = 2_000;
const maxValues = 200;
const word = /[\p{L}\p{N}_]+/gu;

/** The texts inside a value, the beginning of them. Iterative, bounded. */
function gatherText(root: Json): string {
  const stack: Json[] = [root];
  let text = "";
  let seen = 0;
  for (let value = stack.pop(); value !== undefined && text.length < maxCharacters; value = stack.pop()) {
    if (++seen > maxValues) break;
    if (typeof value === "string") text += ` ${value.slice(0, maxCharacters)}`;
    else if (typeof value === "number") text += ` ${String(value)}`;
    else if (Array.isArray(value)) stack.push(...(value as readonly Json[]).slice(0, maxValues).reverse());
    else if (isObject(value)) stack.push(...Object.values(value).slice(0, maxValues).reverse());
  }
  return text.slice(0, maxCharacters);
}

/** The words of an item, to tell how much two items have in common. */
export function listWords(item: Json): ReadonlySet<string> {
  return new Set(gatherText(item).match(word) ?? []);
}

/** How much two items have in common, from 0 to 1 (Dice's coefficient over their words). */
export function measureLikeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const one of few) if (many.has(one)) common++;
  return (2 * common) / (a.size + b.size);
}

/** The beginning of an item's text: what most edits leave as it was; `null` when there is too little of it. */
export function readHead(item: Json): string | null {
  const head = gatherText(item).slice(0, 80);
  return head.length < 24 ? null : head;
}
