import type { Pool } from "pg";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import { assembleCall } from "../assemble/assemble-call";
import { CallTables } from "./call-tables";
import { classifyRefusal } from "./classify-error";
import { decodeDeadLetter } from "./dead-letter-record";
import { storeBatch } from "./store-batch";

/**
 * Stores the record of a dead letter as the recorder would now.
 * @returns why it was refused again; `null` when it is stored
 * @throws when the database cannot be asked
 */
export async function retryDeadLetter(pool: Pool, record: Buffer, priceCall?: PriceCall): Promise<string | null> {
  try {
    const { facts, bytes } = decodeDeadLetter(record);
    await storeBatch(pool, [new CallTables().encode(assembleCall(facts, bytes, priceCall))]);
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error && classifyRefusal(error) === "wait") throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
