import type { Pool } from "pg";
import type { AssembledCall } from "@/lib/recording/assemble/call-rows";
import { CallTables } from "@/lib/recording/store/call-tables";
import { storeBatch } from "@/lib/recording/store/store-batch";

/** Stores assembled calls as the recorder does. */
export async function storeCalls(pool: Pool, calls: readonly AssembledCall[]): Promise<void> {
  const tables = new CallTables();
  await storeBatch(
    pool,
    calls.map((call) => tables.encode(call)),
  );
}
