import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { instant, jsonObject, nameText, type IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { toTokenView, tokenSelect, type TokenView } from "./token-view";

export const updateTokenInput = z.strictObject({
  name: nameText.optional(),
  metadata: jsonObject.optional(),
  expires_at: instant.nullable().optional(),
});

/** A revoked token stays revoked, whatever else is changed about it. */
export async function updateToken(
  { db }: ServiceContext,
  { id, name, metadata: data, expires_at }: IdParams & z.infer<typeof updateTokenInput>,
): Promise<TokenView> {
  const expiresAt = typeof expires_at === "string" ? new Date(expires_at) : expires_at;
  const rows = await db.token.updateManyAndReturn({
    where: { id },
    data: {
      ...(name !== undefined && { name }),
      ...(data !== undefined && { metadata: data }),
      ...(expiresAt !== undefined && { expiresAt }),
      updatedAt: new Date(),
    },
    select: tokenSelect,
  });
  const row = rows[0];
  if (row === undefined) throw new AppError("not_found", "There is no such token.");
  return toTokenView(row);
}
