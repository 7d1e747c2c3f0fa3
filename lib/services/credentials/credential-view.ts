import type { CredentialView } from "@/lib/core/contracts/credential";
import { parseBoundCredential } from "@/lib/core/credentials/bound-credential";
import type { ServiceContext } from "../service-context";

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
