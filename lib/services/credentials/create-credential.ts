import { z } from "zod";
import type { CredentialView } from "@/lib/core/contracts/credential";
import { findOrigin, formatBoundCredential } from "@/lib/core/credentials/bound-credential";
import { AppError } from "@/lib/core/errors";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { nameText } from "../input";
import { checkBaseUrl } from "../projects/check-base-url";
import type { ServiceContext } from "../service-context";
import { baseUrl, hintAt, secretText } from "./credential-input";
import { toCredentialView } from "./credential-view";

export const createCredentialInput = z.strictObject({
  provider: z.string().min(1).max(100),
  name: nameText,
  /** The provider's key. It is sealed and never shown again. */
  secret: secretText,
  /** Where the key may be sent, when not to the provider's own address. */
  base_url: baseUrl.default(null),
});

/** Stores a provider's key, sealed together with the origin that it is for. */
export async function createCredential(
  context: ServiceContext,
  input: z.output<typeof createCredentialInput> & { readonly project_id: string },
): Promise<CredentialView> {
  const { db, providers, sealSecret, now } = context;
  const { project_id, provider, name, secret, base_url } = input;
  const project = await db.project.findUnique({ where: { id: project_id }, select: { id: true } });
  if (project === null) throw new AppError("not_found", "There is no such project.");
  if (!providers.some((known) => known.id === provider)) {
    throw new AppError("invalid_request", `There is no provider “${provider}”.`);
  }
  const origin = base_url === null ? null : findOrigin(checkBaseUrl(base_url));
  const id = createUuidV7(now());
  const sealed = sealSecret(formatBoundCredential({ key: secret, origin }), id);
  const row = await db.credential.create({
    data: { id, projectId: project.id, provider, name, sealed, hint: hintAt(secret) },
  });
  return toCredentialView(context, row);
}
