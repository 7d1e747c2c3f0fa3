import type { Page } from "@/lib/core/contracts/call";
import type { CredentialView } from "@/lib/core/contracts/credential";
import { AppError } from "@/lib/core/errors";
import type { PageQuery } from "../input";
import type { ServiceContext } from "../service-context";
import { toPage } from "../to-page";
import { toCredentialView } from "./credential-view";

/** A project's provider keys, oldest first, without the keys. */
export async function listCredentials(
  context: ServiceContext,
  { project_id, limit, cursor }: PageQuery & { readonly project_id: string },
): Promise<Page<CredentialView>> {
  const { db } = context;
  const project = await db.project.findUnique({ where: { id: project_id }, select: { id: true } });
  if (project === null) throw new AppError("not_found", "There is no such project.");
  const rows = await db.credential.findMany({
    where: { projectId: project_id, ...(cursor !== undefined && { id: { gt: cursor } }) },
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  return toPage(
    rows.map((row) => toCredentialView(context, row)),
    limit,
  );
}
