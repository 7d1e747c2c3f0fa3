import { z } from "zod";

/** Query parameters of `GET /api/v1/activity/stream`; the header `Last-Event-ID` wins over `after`. */
export const activityQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/, "a revision is needed")
    .optional()
    .describe("Revision to go on after"),
  together: z
    .literal("1")
    .optional()
    .describe("Events `calls` with a list of what came at once, in place of an event `call` for each"),
});

/** What a browser says when it comes back; anything else is as if it came for the first time. */
export function readLastRevision(lastEventId: string | null, after: string | undefined): bigint | null {
  if (lastEventId !== null && /^\d{1,18}$/.test(lastEventId)) return BigInt(lastEventId);
  return after === undefined ? null : BigInt(after);
}
