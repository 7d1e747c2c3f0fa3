import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import {
  readCallFilter,
  toCallsPath,
  toCallsQuery,
  writeCallFilter,
  type CallFilter,
} from "@/components/call-parts/call-filter";
import { ListSkeleton } from "@/components/call-parts/list-skeleton";
import { readPageParams, type SearchPageProps } from "@/components/shell/page-params";
import { CallsView } from "@/components/calls/calls-view";
import { PageHeader } from "@/components/shell/page-header";
import { isAppError } from "@/lib/core/errors";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { listCalls } from "@/lib/services/calls/list-calls";
import { listProjectNames } from "@/lib/services/overview/list-project-names";

export const metadata: Metadata = { title: "Calls" };

const pageSize = 50;

async function List({ filter, cursor }: { readonly filter: CallFilter; readonly cursor: string | null }) {
  const db = getDb();
  const [initial, projects] = await Promise.all([
    listCalls(db, toCallsQuery(filter, pageSize, cursor)).catch((error: unknown) => {
      // A cursor that was cut short in somebody's message: show the first page instead.
      if (isAppError(error) && cursor !== null) redirect(`/calls${writeCallFilter(filter)}`);
      throw error;
    }),
    listProjectNames(db),
  ]);
  const initialPath = toCallsPath(filter, pageSize, cursor);
  return <CallsView initial={initial} initialPath={initialPath} pageSize={pageSize} projects={projects} />;
}

export default async function CallsPage({ searchParams }: SearchPageProps) {
  const params = readPageParams(await searchParams);
  const filter = readCallFilter(params);
  const cursor = params.get("cursor");
  await requireActor(`/calls${writeCallFilter(filter, cursor)}`);
  return (
    <>
      <PageHeader title="Calls" description="Every call that went through the gateway, newest first." />
      <Suspense fallback={<ListSkeleton />}>
        <List filter={filter} cursor={cursor} />
      </Suspense>
    </>
  );
}
