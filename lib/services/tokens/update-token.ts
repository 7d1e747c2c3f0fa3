import { z } from "zod";
import type { TokenView } from "@/lib/core/contracts/token";
import { instant, jsonObject, nameText, requestLimit, type IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { getToken } from "./get-token";

export const updateTokenInput = z.strictObject({
  name: nameText.optional(),
  metadata: jsonObject.optional(),
  expires_at: instant.nullable().optional(),
  max_requests: requestLimit.nullable().optional(),
});

/** A revoked token stays revoked, whatever else is changed about it. */
export async function updateToken(
  context: ServiceContext,
  { id, name, metadata: data, expires_at, max_requests }: IdParams & z.infer<typeof updateTokenInput>,
): Promise<TokenView> {
  const expiresAt = typeof expires_at === "string" ? new Date(expires_at) : expires_at;
  await context.db.token.updateMany({
    where: { id },
    data: {
      ...(name !== undefined && { name }),
      ...(data !== undefined && { metadata: data }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(max_requests !== undefined && { maxRequests: max_requests }),
      updatedAt: new Date(),
    },
  });
  return getToken(context, { id });
}
