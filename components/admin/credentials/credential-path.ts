import type { CredentialView } from "@/lib/core/contracts/credential";

/** Where the management API has a provider's key. */
export function credentialPath({ project_id, id }: CredentialView): string {
  return `/api/v1/projects/${project_id}/credentials/${id}`;
}
