import { AppError } from "@/lib/core/errors";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { toPolicyView, type PolicyView } from "./policy-view";

export async function getPolicy({ db }: Pick<ServiceContext, "db">, { id }: IdParams): Promise<PolicyView> {
  const row = await db.policy.findUnique({ where: { id } });
  if (row === null) throw new AppError("not_found", "There is no such policy.");
  return toPolicyView(row);
}
