import type { TokenView } from "@/lib/core/contracts/token";
import { AppError } from "@/lib/core/errors";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { toTokenView, tokenSelect } from "./token-view";

export async function getToken({ db }: ServiceContext, { id }: IdParams): Promise<TokenView> {
  const row = await db.token.findUnique({ where: { id }, select: tokenSelect });
  if (row === null) throw new AppError("not_found", "There is no such token.");
  return toTokenView(row);
}
