import { z } from "zod";
import { dialects, type Dialect } from "../contracts/call";
import { askUsageModes, type AskUsageMode } from "../contracts/configuration";
import type { UpstreamOptions } from "../contracts/provider";

/** An entry of the column `projects.upstreams`. Where calls of one dialect go: the first that takes their model. */
export interface StoredUpstream {
  /** Stays the same while it is edited; calls name it as `upstream_id`. */
  readonly id: string;
  readonly dialect: Dialect;
  readonly provider: string;
  /** Without `/v1`; `null` for the provider's own. */
  readonly base_url: string | null;
  readonly credential_id: string | null;
  /** Patterns of model names, such as `gpt-*`; empty for any. */
  readonly models: readonly string[];
  /** What the provider's own schema allows. */
  readonly options: UpstreamOptions;
  readonly ask_usage: AskUsageMode;
}

/** Rows that were written by hand may lack what has a default here. */
const storedUpstream = z.object({
  id: z.string().optional(),
  dialect: z.enum(dialects),
  provider: z.string(),
  base_url: z.string().nullable().default(null),
  credential_id: z.string().nullable().default(null),
  models: z.array(z.string()).default([]),
  options: z.record(z.string(), z.unknown()).default({}),
  ask_usage: z.enum(askUsageModes).catch("auto"),
});

/** Reads the column; entries that are no upstreams are left out, and the others keep their place in the order. */
export function readStoredUpstreams(value: unknown): readonly StoredUpstream[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry, index) => {
    const parsed = storedUpstream.safeParse(entry);
    if (!parsed.success) return [];
    const { id = `${parsed.data.dialect}-${String(index + 1)}`, ...rest } = parsed.data;
    return [{ id, ...rest }];
  });
}
