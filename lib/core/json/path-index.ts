/** A path and all that it is below, the root (an empty path) first. */
function listAncestors(path: string): string[] {
  const above = Array.from(path.matchAll(/[.[]/g), ({ index }) => path.slice(0, index));
  return [...new Set(["", ...above, path])];
}

/** Things that belong to paths, found by path without looking at all of them. */
export class PathIndex<T> {
  private readonly own = new Map<string, T[]>();
  private readonly under = new Map<string, T[]>();

  constructor(items: readonly T[], pathOf: (item: T) => string) {
    for (const item of items) {
      const path = pathOf(item);
      add(this.own, path, item);
      for (const above of listAncestors(path)) add(this.under, above, item);
    }
  }

  /** Those of this very path. */
  at(path: string): readonly T[] {
    return this.own.get(path) ?? [];
  }

  /** Those of this path and of everything below it. */
  atOrBelow(path: string): readonly T[] {
    return this.under.get(path) ?? [];
  }

  /** Those of this path, of everything below it, and of what it is itself a part of. */
  around(path: string): readonly T[] {
    const above = listAncestors(path).flatMap((one) => (one === path ? [] : this.at(one)));
    return [...above, ...this.atOrBelow(path)];
  }
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
