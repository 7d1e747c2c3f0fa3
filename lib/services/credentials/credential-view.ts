import { parseBoundCredential } from "@/lib/core/credentials/bound-credential";
import type { ServiceContext } from "../service-context";

/** A provider's key as the management API shows it: never the key itself. */
export interface CredentialView {
  readonly id: string;
  readonly project_id: string;
  readonly provider: string;
  readonly name: string;
  /** Last four characters. */
  readonly hint: string;
  /** The only origin to which the key is sent; `null` for the provider's own address. */
  readonly origin: string | null;
  /** False when it was sealed under another root secret: the key must be stored again. */
  readonly is_readable: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

interface CredentialRow {
  readonly id: string;
  readonly projectId: string;
  readonly provider: string;
  readonly name: string;
  readonly sealed: Uint8Array;
  readonly hint: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function readOrigin(open: ServiceContext["openSecret"], { sealed, id }: CredentialRow): string | null | undefined {
  try {
    return parseBoundCredential(open(sealed, id)).origin;
  } catch {
    return undefined;
  }
}

export function toCredentialView(
  { openSecret }: Pick<ServiceContext, "openSecret">,
  row: CredentialRow,
): CredentialView {
  const origin = readOrigin(openSecret, row);
  return {
    id: row.id,
    project_id: row.projectId,
    provider: row.provider,
    name: row.name,
    hint: row.hint,
    origin: origin ?? null,
    is_readable: origin !== undefined,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
