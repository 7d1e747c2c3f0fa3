import type { Metadata } from "next";
import { Suspense } from "react";
import { CredentialsView } from "@/components/admin/credentials/credentials-view";
import { PageHeader } from "@/components/shell/page-header";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { hasRole, type Actor } from "@/lib/core/contracts/actor";
import { requireActor } from "@/lib/runtime/auth";
import { getServiceContext } from "@/lib/runtime/http";
import { listAllCredentials } from "@/lib/services/credentials/list-all-credentials";
import { listProjectNames } from "@/lib/services/overview/list-project-names";
import { listProviders } from "@/lib/services/providers/list-providers";

export const metadata: Metadata = { title: "Credentials" };

async function Credentials({ actor }: { readonly actor: Actor }) {
  const context = getServiceContext(actor);
  const [credentials, projects] = await Promise.all([
    listAllCredentials(context, { limit: 200 }),
    listProjectNames(context.db),
  ]);
  const titles = Object.fromEntries(listProviders(context).data.map(({ id, title }) => [id, title]));
  const canEdit = hasRole(actor, "admin");
  return <CredentialsView initial={credentials} projects={projects} titles={titles} canEdit={canEdit} />;
}

export default async function CredentialsPage() {
  const actor = await requireActor("/admin/credentials");
  return (
    <>
      <PageHeader title="Credentials" description="Providers' keys. They are sealed, and never shown again." />
      <Suspense fallback={<BlockSkeleton />}>
        <Credentials actor={actor} />
      </Suspense>
    </>
  );
}
