import type { Metadata } from "next";
import { Suspense } from "react";
import { PoliciesView } from "@/components/admin/policies-view";
import { PageHeader } from "@/components/shell/page-header";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { getPolicyCatalogue } from "@/lib/runtime/policy-catalogue";
import { listPolicyUses } from "@/lib/services/overview/list-policy-uses";

export const metadata: Metadata = { title: "Policies" };

async function Policies() {
  const catalogue = getPolicyCatalogue();
  const policies = await listPolicyUses(getDb());
  const kinds = new Map(catalogue.map((kind) => [kind.id, kind]));
  return (
    <PoliciesView
      policies={policies.map((policy) => ({ ...policy, kind: kinds.get(policy.policy) ?? null }))}
      catalogue={catalogue}
    />
  );
}

export default async function PoliciesPage() {
  await requireActor("/policies");
  return (
    <>
      <PageHeader title="Policies" description="Rules that may change or stop a call, in the order of each project." />
      <Suspense fallback={<BlockSkeleton />}>
        <Policies />
      </Suspense>
    </>
  );
}
