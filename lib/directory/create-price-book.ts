import type { Pool } from "pg";
import type { ProjectPrices } from "@/lib/core/contracts/pricing";
import { readCustomPrices } from "@/lib/core/pricing/custom-price";

/** What projects pay, in memory, as it was at most a moment ago. */
export interface PriceBook {
  /**
   * Reads again what is older than two seconds. Where that fails, what was known stays.
   * @throws what Postgres says while nothing was ever read: a bill without the project's prices would be wrong
   */
  readonly refresh: () => Promise<void>;
  readonly find: (projectId: string | null) => ProjectPrices;
}

interface PricesRow {
  readonly id: string;
  readonly prices: unknown;
  readonly prices_version: number;
}

const freshMs = 2000;
const none: ProjectPrices = { prices: [], version: 0 };

/** Projects without prices of their own are not read at all. */
export function createPriceBook(pool: Pick<Pool, "query">): PriceBook {
  let readAt = -Infinity;
  let book: ReadonlyMap<string, ProjectPrices> | null = null;
  const read = async (): Promise<void> => {
    const { rows } = await pool.query<PricesRow>(
      "SELECT id, prices, prices_version FROM projects WHERE prices <> '[]'::jsonb",
    );
    book = new Map(rows.map((row) => [row.id, { prices: readCustomPrices(row.prices), version: row.prices_version }]));
  };
  return {
    async refresh() {
      const now = performance.now();
      if (now - readAt < freshMs) return;
      try {
        await read();
        readAt = now;
      } catch (error) {
        if (book === null) throw error;
        readAt = now;
      }
    },
    find: (projectId) => (projectId === null ? none : (book?.get(projectId) ?? none)),
  };
}
