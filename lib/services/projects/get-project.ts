import type { ProjectView } from "@/lib/core/contracts/project";
import { AppError } from "@/lib/core/errors";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { toProjectViews } from "./project-view";

export async function getProject({ db }: Pick<ServiceContext, "db">, { id }: IdParams): Promise<ProjectView> {
  const row = await db.project.findUnique({ where: { id } });
  const [view] = row === null ? [] : await toProjectViews(db, [row]);
  if (view === undefined) throw new AppError("not_found", "There is no such project.");
  return view;
}
