import { setTimeout as delay } from "node:timers/promises";
import { isUuid } from "@/lib/core/ids/is-uuid";
import { readUuidTime } from "@/lib/core/ids/read-uuid-time";
import type { Db } from "@/lib/db/create-db";

/** Whether a call is recorded: what a page must know before it promises one. Any text may be asked about. */
export async function hasCall(db: Db, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  return (await db.conversationCall.findUnique({ where: { callId: id }, select: { callId: true } })) !== null;
}

const longestWaitMs = 1_500;
const lookAgainMs = 100;
/** Ids that are older than this were stored, or never will be. */
const freshMs = 10_000;

/** The same for somebody who opens a call the moment it was made: it is stored half a second later, and worth that wait. */
export async function waitForCall(db: Db, id: string): Promise<boolean> {
  const startedAt = Date.now();
  const madeAt = readUuidTime(id);
  const isFresh = madeAt !== null && Math.abs(startedAt - madeAt) < freshMs;
  for (;;) {
    if (await hasCall(db, id)) return true;
    if (!isFresh || Date.now() - startedAt > longestWaitMs) return false;
    await delay(lookAgainMs);
  }
}
