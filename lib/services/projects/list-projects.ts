import type { Page } from "@/lib/core/contracts/call";
import type { ProjectView } from "@/lib/core/contracts/project";
import type { PageQuery } from "../input";
import type { ServiceContext } from "../service-context";
import { toPage } from "../to-page";
import { toProjectViews } from "./project-view";

/** Oldest first, so that `default` leads. */
export async function listProjects(
  { db }: Pick<ServiceContext, "db">,
  { limit, cursor }: PageQuery,
): Promise<Page<ProjectView>> {
  const rows = await db.project.findMany({
    where: cursor === undefined ? {} : { id: { gt: cursor } },
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  const { data, next_cursor } = toPage(rows, limit);
  return { data: await toProjectViews(db, data), next_cursor };
}
