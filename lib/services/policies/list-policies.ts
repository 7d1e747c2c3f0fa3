import type { Page } from "@/lib/core/contracts/call";
import type { PageQuery } from "../input";
import type { ServiceContext } from "../service-context";
import { toPage } from "../to-page";
import { toPolicyView, type PolicyView } from "./policy-view";

/** Oldest first. */
export async function listPolicies(
  { db }: Pick<ServiceContext, "db">,
  { limit, cursor }: PageQuery,
): Promise<Page<PolicyView>> {
  const rows = await db.policy.findMany({
    where: cursor === undefined ? {} : { id: { gt: cursor } },
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  return toPage(rows.map(toPolicyView), limit);
}
