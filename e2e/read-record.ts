import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { readDataDirectory } from "./product";

export interface StoredPayload {
  readonly original: unknown;
  readonly final: unknown;
}

async function connect(): Promise<Client> {
  const url = (await readFile(join(readDataDirectory(), "database-url"), "utf8")).trim();
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Does to the database what its operators may do. */
export async function runSql(text: string, values: readonly unknown[]): Promise<void> {
  const client = await connect();
  try {
    await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}

/** What SQL users read of a call: the payload of one of its two events, once it is stored. */
export async function readStoredPayload(callId: string, eventType: "request" | "response"): Promise<StoredPayload> {
  const client = await connect();
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      const { rows } = await client.query<{ payload: StoredPayload }>(
        `SELECT e.payload FROM conversation_events e JOIN conversation_calls c USING (call_id)
         WHERE e.call_id = $1 AND e.event_type = $2 AND c.state <> 'in_progress'`,
        [callId, eventType],
      );
      if (rows[0] !== undefined) return rows[0].payload;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The ${eventType} of call ${callId} was not stored.`);
  } finally {
    await client.end();
  }
}
