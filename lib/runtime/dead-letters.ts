import { createPriceBook } from "@/lib/directory/create-price-book";
import { createPricer } from "@/lib/pricing/create-pricer";
import { retryDeadLetter as storeAgain } from "@/lib/recording/store/retry-dead-letter";
import type { ServiceContext } from "@/lib/services/service-context";
import { getDeadLetterRecord } from "@/lib/services/system/get-dead-letter-record";

/**
 * Stores a dead letter, and forgets it when that worked.
 * @throws AppError `not_found`
 */
export async function retryDeadLetter(
  context: ServiceContext,
  id: string,
): Promise<{ readonly stored: boolean; readonly reason: string | null }> {
  const record = await getDeadLetterRecord(context, id);
  const pricer = createPricer();
  const book = createPriceBook(context.pool);
  await book.refresh();
  const reason = await storeAgain(context.pool, Buffer.from(record), (call) =>
    pricer.price(call, book.find(call.project_id)),
  );
  if (reason === null) await context.db.deadLetter.delete({ where: { id } });
  else await context.db.deadLetter.update({ where: { id }, data: { reason: reason.slice(0, 1000) } });
  return { stored: reason === null, reason };
}
