import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "../service-context";

/** What the journal had of a call that the database refused. @throws AppError `not_found` */
export async function getDeadLetterRecord(
  { db }: Pick<ServiceContext, "db">,
  id: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const row = await db.deadLetter.findUnique({ where: { id }, select: { record: true } });
  if (row === null) throw new AppError("not_found", "There is no such dead letter.");
  return row.record;
}
