import { AppError } from "@/lib/core/errors";
import { readStoredUpstreams } from "@/lib/core/upstreams/stored-upstream";
import type { ServiceContext } from "../service-context";

/** Deletes a provider's key that no upstream of its project uses. */
export async function deleteCredential(
  { db }: ServiceContext,
  { id, project_id }: { readonly id: string; readonly project_id: string },
): Promise<void> {
  const row = await db.credential.findFirst({ where: { id, projectId: project_id }, include: { project: true } });
  if (row === null) throw new AppError("not_found", "There is no such credential.");
  const user = readStoredUpstreams(row.project.upstreams).find(({ credential_id }) => credential_id === id);
  if (user !== undefined) {
    throw new AppError("conflict", `The upstream for ${user.dialect} uses this credential. Change it there first.`);
  }
  await db.credential.deleteMany({ where: { id, projectId: project_id } });
}
