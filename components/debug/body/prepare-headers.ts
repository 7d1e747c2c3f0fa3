import type { HeaderPairs } from "@/lib/core/contracts/call";

export interface ComparedHeader {
  readonly name: string;
  readonly kind: "same" | "added" | "removed" | "modified";
  readonly from: string | null;
  readonly to: string | null;
}

function groupByName(pairs: HeaderPairs): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

/** Headers by name, changed ones first. Repeated ones count as one with several lines. */
export function compareHeaders(before: HeaderPairs, after: HeaderPairs): ComparedHeader[] {
  const from = groupByName(before);
  const to = groupByName(after);
  const headers = [...new Set([...from.keys(), ...to.keys()])].map((name): ComparedHeader => {
    const left = from.get(name)?.join("\n") ?? null;
    const right = to.get(name)?.join("\n") ?? null;
    const kind = left === right ? "same" : left === null ? "added" : right === null ? "removed" : "modified";
    return { name, kind, from: left, to: right };
  });
  return headers.sort((a, b) => Number(a.kind === "same") - Number(b.kind === "same") || (a.name < b.name ? -1 : 1));
}
