import type { Metadata } from "next";
import { Suspense } from "react";
import { ActivityView } from "@/components/activity/activity-view";
import { readCallFilter, toCallsQuery, writeCallFilter, type CallFilter } from "@/components/call-parts/call-filter";
import { ListSkeleton } from "@/components/call-parts/list-skeleton";
import { readPageParams, type SearchPageProps } from "@/components/shell/page-params";
import { PageHeader } from "@/components/shell/page-header";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { getLatestRevision, listCalls } from "@/lib/services/calls/list-calls";
import { listProjectNames } from "@/lib/services/overview/list-project-names";

export const metadata: Metadata = { title: "Activity" };

async function Feed({ filter }: { readonly filter: CallFilter }) {
  const db = getDb();
  // The revision comes first: a call stored in between is then sent twice, which is harmless, and never lost.
  const revision = await getLatestRevision(db);
  const [initial, projects] = await Promise.all([listCalls(db, toCallsQuery(filter, 100)), listProjectNames(db)]);
  return <ActivityView initial={initial} initialFilter={filter} revision={String(revision)} projects={projects} />;
}

export default async function ActivityPage({ searchParams }: SearchPageProps) {
  const filter = readCallFilter(readPageParams(await searchParams));
  await requireActor(`/activity${writeCallFilter(filter)}`);
  return (
    <div className="flex h-[calc(100dvh-6.25rem-env(safe-area-inset-bottom))] flex-col md:h-dvh">
      <PageHeader title="Activity" description="Calls as they happen." />
      <Suspense fallback={<ListSkeleton />}>
        <Feed filter={filter} />
      </Suspense>
    </div>
  );
}
