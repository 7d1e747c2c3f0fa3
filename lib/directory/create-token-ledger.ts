import type { Db } from "@/lib/db/create-db";

/** What the ledger says to somebody who wants to take requests. */
export interface LedgerAnswer {
  readonly isTaken: boolean;
  /** The limit as it is now; `null` when there is none any more. */
  readonly maxRequests: number | null;
  /** What is left after this; when nothing was taken it may be a moment old. */
  readonly remaining: number;
}

export interface TakeRequest {
  readonly tokenId: string;
  readonly count: number;
  /** Takes nothing when less than this remains; at least `count`. */
  readonly floor: number;
}

/** The one count of each token's requests, which all gateways share. */
export interface TokenLedger {
  /** All of `count` or nothing, in one statement. */
  readonly take: (request: TakeRequest) => Promise<LedgerAnswer>;
  readonly giveBack: (tokenId: string, count: number) => Promise<void>;
}

interface TakenRow {
  readonly max_requests: number | null;
  /** Requests counted after the take; `null` when nothing was taken. */
  readonly taken: bigint | null;
  /** Requests counted when the statement began. */
  readonly seen: bigint | null;
}

/** The ledger in Postgres. The limit is read in the statement that takes, so that a changed one counts at once. */
export function createTokenLedger(db: Db): TokenLedger {
  return {
    async take({ tokenId, count, floor }) {
      const rows = await db.$queryRaw<TakenRow[]>`
        WITH allowed AS (SELECT id, max_requests FROM tokens WHERE id = ${tokenId}::uuid),
        taken AS (
          INSERT INTO token_usage AS used (token_id, request_count)
          SELECT id, ${count}::bigint FROM allowed WHERE max_requests >= ${floor}::bigint
          ON CONFLICT (token_id) DO UPDATE SET request_count = used.request_count + excluded.request_count
          WHERE used.request_count + ${floor}::bigint <= (SELECT max_requests FROM allowed)
          RETURNING request_count
        )
        SELECT max_requests, (SELECT request_count FROM taken) AS taken,
          (SELECT request_count FROM token_usage WHERE token_id = ${tokenId}::uuid) AS seen
        FROM allowed`;
      const row = rows[0];
      // A token that is no more has nothing left.
      if (row === undefined) return { isTaken: false, maxRequests: 0, remaining: 0 };
      const { max_requests: maxRequests, taken, seen } = row;
      const remaining = maxRequests === null ? 0 : Math.max(0, maxRequests - Number(taken ?? seen ?? 0));
      return { isTaken: taken !== null, maxRequests, remaining };
    },
    async giveBack(tokenId, count) {
      await db.$executeRaw`
        UPDATE token_usage SET request_count = greatest(0, request_count - ${count}::bigint)
        WHERE token_id = ${tokenId}::uuid`;
    },
  };
}
