import { z } from "zod";
import type { CredentialView } from "@/lib/core/contracts/credential";
import { findOrigin, formatBoundCredential, parseBoundCredential } from "@/lib/core/credentials/bound-credential";
import { AppError } from "@/lib/core/errors";
import { nameText } from "../input";
import { checkBaseUrl } from "../projects/check-base-url";
import type { ServiceContext } from "../service-context";
import { baseUrl, hintAt, secretText } from "./credential-input";
import { toCredentialView } from "./credential-view";

export const updateCredentialInput = z.strictObject({
  name: nameText.optional(),
  secret: secretText.optional(),
  base_url: baseUrl.optional(),
});

type UpdateCredential = z.output<typeof updateCredentialInput> & { readonly project_id: string; readonly id: string };

interface Stored {
  readonly id: string;
  readonly sealed: Uint8Array;
}

/** A new origin needs the key again: who may edit an address may not thereby have a stored key sent there. */
function sealAgain(
  { sealSecret, openSecret }: ServiceContext,
  { id, sealed }: Stored,
  { secret, base_url }: UpdateCredential,
) {
  if (secret === undefined && base_url === undefined) return {};
  if (secret === undefined) throw new AppError("invalid_request", "A new address needs the key again: give `secret`.");
  const origin = base_url === undefined ? readOrigin() : base_url === null ? null : findOrigin(checkBaseUrl(base_url));
  return { sealed: sealSecret(formatBoundCredential({ key: secret, origin }), id), hint: hintAt(secret) };

  function readOrigin(): string | null {
    try {
      return parseBoundCredential(openSecret(sealed, id)).origin;
    } catch {
      throw new AppError("invalid_request", "What was stored cannot be opened any more: give `base_url` as well.");
    }
  }
}

/** Renames a provider's key, or replaces it. */
export async function updateCredential(context: ServiceContext, input: UpdateCredential): Promise<CredentialView> {
  const { db } = context;
  const { id, project_id, name } = input;
  const stored = await db.credential.findFirst({ where: { id, projectId: project_id } });
  if (stored === null) throw new AppError("not_found", "There is no such credential.");
  const row = await db.credential.update({
    where: { id },
    data: { ...sealAgain(context, stored, input), ...(name !== undefined && { name }) },
  });
  return toCredentialView(context, row);
}
