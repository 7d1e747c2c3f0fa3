import type { Dialect, NamedRef } from "@/lib/core/contracts/call";

/** A provider's key as `GET /api/v1/credentials` lists it: never the key itself. */
export interface CredentialListRow {
  readonly id: string;
  readonly project_id: string;
  readonly project: NamedRef;
  readonly provider: string;
  readonly name: string;
  readonly hint: string;
  readonly origin: string | null;
  readonly is_readable: boolean;
  readonly updated_at: string;
  readonly uses: readonly { readonly upstream_id: string; readonly dialect: Dialect; readonly provider: string }[];
}

/** Where the management API has it. */
export function credentialPath({ project_id, id }: CredentialListRow): string {
  return `/api/v1/projects/${project_id}/credentials/${id}`;
}
