import { z } from "zod";
import type { TokenView } from "@/lib/core/contracts/token";
import { AppError } from "@/lib/core/errors";
import { mintToken } from "@/lib/core/ids/token-format";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { id, instant, jsonObject, nameText, requestLimit } from "../input";
import type { ServiceContext } from "../service-context";
import { toTokenView, tokenSelect } from "./token-view";

export const createTokenInput = z.strictObject({
  project_id: id,
  name: nameText,
  metadata: jsonObject.default({}),
  expires_at: instant.nullable().default(null),
  max_requests: requestLimit.nullable().default(null),
});

/** A new token. Its text exists in this answer and nowhere else. */
export type CreatedToken = TokenView & { readonly token: string };

export async function createToken(
  { db, hashToken, now }: ServiceContext,
  input: z.infer<typeof createTokenInput>,
): Promise<CreatedToken> {
  const expiresAt = input.expires_at === null ? null : new Date(input.expires_at);
  if (expiresAt !== null && expiresAt.getTime() <= now()) {
    throw new AppError("invalid_request", "The token would have expired already.");
  }
  const project = await db.project.findUnique({ where: { id: input.project_id }, select: { id: true } });
  if (project === null) throw new AppError("invalid_request", "There is no such project.");
  const { token, publicId } = mintToken();
  const row = await db.token.create({
    data: {
      id: createUuidV7(now()),
      projectId: project.id,
      name: input.name,
      publicId,
      hmac: Uint8Array.from(hashToken(token)),
      metadata: input.metadata,
      expiresAt,
      maxRequests: input.max_requests,
    },
    select: tokenSelect,
  });
  return { ...toTokenView(row), token };
}
