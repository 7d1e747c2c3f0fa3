import { isUuid } from "@/lib/core/ids/is-uuid";
import type { Db } from "@/lib/db/create-db";

/** Whether a call is recorded: what a page must know before it promises one. Any text may be asked about. */
export async function hasCall(db: Db, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  return (await db.conversationCall.findUnique({ where: { callId: id }, select: { callId: true } })) !== null;
}
