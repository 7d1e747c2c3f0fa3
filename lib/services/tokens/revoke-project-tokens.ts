import { AppError } from "@/lib/core/errors";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";

/** Revokes every token of a project. */
export async function revokeProjectTokens(
  { db, now }: ServiceContext,
  { id }: IdParams,
): Promise<{ readonly revoked: number }> {
  const project = await db.project.findUnique({ where: { id }, select: { id: true } });
  if (project === null) throw new AppError("not_found", "There is no such project.");
  const { count } = await db.token.updateMany({
    where: { projectId: id, revokedAt: null },
    data: { revokedAt: new Date(now()) },
  });
  return { revoked: count };
}
