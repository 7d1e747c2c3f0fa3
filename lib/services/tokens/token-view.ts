import type { NamedRef } from "@/lib/core/contracts/call";
import type { TokenView } from "@/lib/core/contracts/token";

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly publicId: string;
  readonly metadata: unknown;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly maxRequests: number | null;
  readonly usage: { readonly requestCount: bigint } | null;
  readonly project: NamedRef;
}

/** What of a row is read: not its HMAC. */
export const tokenSelect = {
  id: true,
  name: true,
  publicId: true,
  metadata: true,
  createdAt: true,
  updatedAt: true,
  expiresAt: true,
  revokedAt: true,
  maxRequests: true,
  usage: { select: { requestCount: true } },
  project: { select: { id: true, name: true } },
} as const;

export function toTokenView(row: TokenRow): TokenView {
  return {
    id: row.id,
    project_id: row.project.id,
    project: row.project,
    name: row.name,
    public_id: row.publicId,
    metadata: row.metadata as Record<string, unknown>,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    max_requests: row.maxRequests,
    request_count: row.maxRequests === null ? null : Number(row.usage?.requestCount ?? 0),
  };
}
