import type { Dialect } from "../contracts/call";
import { matchModel } from "./match-model";

/** What the choice looks at. */
export interface UpstreamChoice {
  readonly dialect: Dialect;
  /** Patterns; empty for any model. */
  readonly models: readonly string[];
}

/**
 * The upstream that a call goes to: the first of its dialect that takes the model. Where the model is not known (lists,
 * files), the first of the dialect that takes any, else the first of the dialect.
 */
export function chooseUpstream<Upstream extends UpstreamChoice>(
  upstreams: readonly Upstream[],
  dialect: Dialect,
  model: string | null,
): Upstream | null {
  const speaking = upstreams.filter((upstream) => upstream.dialect === dialect);
  if (model === null) return speaking.find(({ models }) => models.length === 0) ?? speaking[0] ?? null;
  const takes = ({ models }: Upstream): boolean =>
    models.length === 0 || models.some((pattern) => matchModel(pattern, model));
  return speaking.find(takes) ?? null;
}
