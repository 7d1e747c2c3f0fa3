import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "../json/json-access";

/** Digests of composite values, so that each is walked once however often it is compared. */
export type DigestCache = WeakMap<object, string>;

/** FNV-1a over two lanes: 64 bits, plenty for aligning; equality is never decided by it alone. */
function hashText(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1000193;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + index), 0x85ebca6b);
  }
  return `${(low >>> 0).toString(36)}.${(high >>> 0).toString(36)}.${text.length.toString(36)}`;
}

function digestScalar(value: Json): string {
  return typeof value === "string" ? `s${hashText(value)}` : `v${JSON.stringify(value)}`;
}

function childrenOf(value: object): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as Readonly<Record<string, Json>>);
}

function combine(value: Json, cache: DigestCache): string {
  const part = (child: Json): string =>
    typeof child === "object" && child !== null ? (cache.get(child) ?? "?") : digestScalar(child);
  if (Array.isArray(value)) return `a${hashText((value as readonly Json[]).map(part).join(","))}`;
  const object = isObject(value) ? value : {};
  const keys = Object.keys(object).sort();
  return `o${hashText(keys.map((key) => `${JSON.stringify(key)}:${part(object[key] ?? null)}`).join(","))}`;
}

/** A short text that equal values share, whatever the order of their keys. Iterative: depth costs no stack. */
export function digestValue(root: Json, cache: DigestCache): string {
  if (typeof root !== "object" || root === null) return digestScalar(root);
  const stack: object[] = [root];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const missing = childrenOf(top).filter(
      (child): child is Json & object => typeof child === "object" && child !== null && !cache.has(child),
    );
    if (missing.length > 0 && !cache.has(top)) {
      stack.push(...missing.slice(0, 10_000));
      continue;
    }
    if (!cache.has(top)) cache.set(top, combine(top as Json, cache));
    stack.pop();
  }
  return cache.get(root) ?? "?";
}
