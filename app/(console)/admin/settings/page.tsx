import type { Metadata } from "next";
import { Suspense } from "react";
import { SystemView } from "@/components/admin/system/system-view";
import { PageHeader } from "@/components/shell/page-header";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { hasRole, type Actor } from "@/lib/core/contracts/actor";
import { requireActor } from "@/lib/runtime/auth";
import { getSystemReport } from "@/lib/runtime/system";

export const metadata: Metadata = { title: "System" };

async function System({ actor }: { readonly actor: Actor }) {
  return <SystemView initial={await getSystemReport()} canEdit={hasRole(actor, "admin")} />;
}

export default async function SettingsPage() {
  const actor = await requireActor("/admin/settings");
  return (
    <>
      <PageHeader title="System" description="How the processes and the recording are doing on this machine." />
      <Suspense fallback={<BlockSkeleton />}>
        <System actor={actor} />
      </Suspense>
    </>
  );
}
