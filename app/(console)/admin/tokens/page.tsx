import type { Metadata } from "next";
import { Suspense } from "react";
import { TokensView } from "@/components/admin/tokens-view";
import { PageHeader } from "@/components/shell/page-header";
import type { SearchPageProps } from "@/components/shell/page-params";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { hasRole } from "@/lib/core/contracts/actor";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { getPublicOrigin } from "@/lib/runtime/public-origin";
import { listProjectNames } from "@/lib/services/overview/list-project-names";
import { listTokens } from "@/lib/services/tokens/list-tokens";

export const metadata: Metadata = { title: "Tokens" };

async function Tokens({ canEdit }: { readonly canEdit: boolean }) {
  const db = getDb();
  const [tokens, projects, origin] = await Promise.all([
    listTokens({ db }, { limit: 200 }),
    listProjectNames(db),
    getPublicOrigin(),
  ]);
  return <TokensView initial={tokens} projects={projects} origin={origin} model="demo" canEdit={canEdit} />;
}

export default async function TokensPage({ searchParams }: SearchPageProps) {
  const isCreating = (await searchParams)["new"] === "1";
  const actor = await requireActor(isCreating ? "/admin/tokens?new=1" : "/admin/tokens");
  return (
    <>
      <PageHeader title="Tokens" description="What clients send in place of a provider's key." />
      <Suspense fallback={<BlockSkeleton />}>
        <Tokens canEdit={hasRole(actor, "admin")} />
      </Suspense>
    </>
  );
}
