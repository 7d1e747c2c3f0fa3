import { z } from "zod";
import { hopPresets, hops, readSelection, type BodySelection } from "@/lib/core/format/hops";

const indexes = z.string().regex(/^\d{1,3}(,\d{1,3})*$/, "expected numbers of steps, separated by commas");

/** Which places of a call are compared, and with which of its steps; the same parameters as the page's address. */
export const selectionQuery = z.strictObject({
  hops: z.enum(hopPresets).optional(),
  from: z.enum(hops).optional(),
  to: z.enum(hops).optional(),
  hide: indexes.optional(),
  policy: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
});

export type SelectionQuery = z.infer<typeof selectionQuery>;

/** The selection that the parameters name. */
export function toSelection({ hops: preset, from, to, hide, policy }: SelectionQuery): BodySelection {
  const values = new Map(Object.entries({ hops: preset, from, to, hide, policy }));
  return readSelection({ get: (name) => values.get(name) ?? null });
}
