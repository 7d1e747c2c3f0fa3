import type { StoredUpstream } from "@/lib/core/contracts/project";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { matchModel } from "@/lib/core/upstreams/match-model";
import { chooseUpstream } from "@/lib/core/upstreams/choose-upstream";
import type { Dialect } from "@/lib/core/contracts/call";

/** An upstream as it is edited; while it is new the server has not said what it adds. */
export type UpstreamDraft = Omit<StoredUpstream, "id" | "ask_usage"> &
  Partial<Pick<StoredUpstream, "id" | "ask_usage">>;

/** Patterns as people type them: between commas, spaces or lines. */
export function parsePatterns(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((pattern) => pattern !== ""))];
}

/** A list with one item a place further up or down. */
export function moveItem<Item>(items: readonly Item[], from: number, by: -1 | 1): Item[] {
  const moved = [...items];
  const [item] = moved.splice(from, 1);
  if (item !== undefined) moved.splice(from + by, 0, item);
  return moved;
}

/** The place of the upstream before this one that takes every model that this one takes; `null` when calls can reach it. */
export function findShadow(upstreams: readonly UpstreamDraft[], index: number): number | null {
  const upstream = upstreams[index];
  if (upstream === undefined) return null;
  const covers = (other: UpstreamDraft): boolean => {
    if (other.models.length === 0) return true;
    if (upstream.models.length === 0) return false;
    return upstream.models.every((model) => other.models.some((pattern) => matchModel(pattern, model)));
  };
  const found = upstreams.findIndex((other, at) => at < index && other.dialect === upstream.dialect && covers(other));
  return found < 0 ? null : found;
}

/** For each dialect that the project has, the place of the upstream that takes the model, or `null` for none. */
export function listChoices(
  upstreams: readonly UpstreamDraft[],
  model: string,
): readonly (readonly [Dialect, number | null])[] {
  const spoken = [...new Set(upstreams.map(({ dialect }) => dialect))];
  return spoken.map((dialect) => {
    const chosen = chooseUpstream(upstreams, dialect, model);
    return [dialect, chosen === null ? null : upstreams.indexOf(chosen)] as const;
  });
}

/** Where an upstream's calls go, for people. */
export function describeAddress({ base_url, dialect }: UpstreamDraft, kind: ProviderKind | undefined): string {
  if (kind?.is_built_in === true) return "inside Diffract";
  return base_url ?? kind?.addresses[dialect] ?? "no address";
}
