import type { z } from "zod";
import type { Page } from "@/lib/core/contracts/call";
import type { TokenView } from "@/lib/core/contracts/token";
import { id, pageQuery } from "../input";
import type { ServiceContext } from "../service-context";
import { toPage } from "../to-page";
import { toTokenView, tokenSelect } from "./token-view";

export const listTokensQuery = pageQuery.extend({ project_id: id.optional() });

/** Newest first, revoked ones included. */
export async function listTokens(
  { db }: Pick<ServiceContext, "db">,
  { limit, cursor, project_id }: z.infer<typeof listTokensQuery>,
): Promise<Page<TokenView>> {
  const rows = await db.token.findMany({
    where: {
      ...(cursor !== undefined && { id: { lt: cursor } }),
      ...(project_id !== undefined && { projectId: project_id }),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
    select: tokenSelect,
  });
  return toPage(rows.map(toTokenView), limit);
}
