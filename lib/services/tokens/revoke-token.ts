import type { TokenView } from "@/lib/core/contracts/token";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { getToken } from "./get-token";

/** Makes a token useless for good. Revoking again changes nothing: the first time counts. */
export async function revokeToken(context: ServiceContext, { id }: IdParams): Promise<TokenView> {
  const { db, now } = context;
  await db.token.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date(now()) } });
  return getToken(context, { id });
}
