import type { Page } from "@/lib/core/contracts/call";
import type { CredentialWithUses } from "@/lib/core/contracts/credential";
import { readStoredUpstreams } from "@/lib/core/upstreams/stored-upstream";
import type { PageQuery } from "../input";
import type { ServiceContext } from "../service-context";
import { toPage } from "../to-page";
import { toCredentialView } from "./credential-view";

/** The provider keys of all projects, oldest first, without the keys. */
export async function listAllCredentials(
  context: Pick<ServiceContext, "db" | "openSecret">,
  { limit, cursor }: PageQuery,
): Promise<Page<CredentialWithUses>> {
  const rows = await context.db.credential.findMany({
    where: cursor === undefined ? {} : { id: { gt: cursor } },
    orderBy: { id: "asc" },
    take: limit + 1,
    include: { project: { select: { id: true, name: true, upstreams: true } } },
  });
  const views = rows.map(({ project: { upstreams, ...project }, ...row }) => {
    const users = readStoredUpstreams(upstreams).filter(({ credential_id }) => credential_id === row.id);
    const uses = users.map(({ id, dialect, provider }) => ({ upstream_id: id, dialect, provider }));
    return { ...toCredentialView(context, row), project, uses };
  });
  return toPage(views, limit);
}
