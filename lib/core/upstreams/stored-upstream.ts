import { z } from "zod";
import { dialects } from "../contracts/call";
import { askUsageModes } from "../contracts/configuration";
import type { StoredUpstream } from "../contracts/project";

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
