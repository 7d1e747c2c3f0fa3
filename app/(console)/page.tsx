import type { Metadata } from "next";
import { Suspense } from "react";
import { GettingStarted } from "@/components/overview/getting-started";
import { OverviewView } from "@/components/overview/overview-view";
import { WindowSwitch } from "@/components/overview/window-switch";
import { KeepFresh } from "@/components/shell/keep-fresh";
import { PageHeader } from "@/components/shell/page-header";
import type { SearchPageProps } from "@/components/shell/page-params";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { hasRole } from "@/lib/core/contracts/actor";
import { overviewWindows, type OverviewWindow } from "@/lib/core/contracts/overview";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { getPublicOrigin } from "@/lib/runtime/public-origin";
import { listCalls } from "@/lib/services/calls/list-calls";
import { getOverview } from "@/lib/services/overview/get-overview";

export const metadata: Metadata = { title: "Dashboard" };

interface FiguresProps {
  readonly window: OverviewWindow;
  readonly canEdit: boolean;
}

async function Figures({ window, canEdit }: FiguresProps) {
  const db = getDb();
  const nowMs = Date.now();
  const [overview, recent] = await Promise.all([getOverview(db, window, nowMs), listCalls(db, { limit: 8 })]);
  return (
    <>
      <KeepFresh readAt={new Date(nowMs).toISOString()} />
      {overview.has_calls ? (
        <OverviewView overview={overview} recent={recent.data} />
      ) : (
        <div className="grid max-w-4xl grid-cols-1 px-4 md:px-6">
          <GettingStarted origin={await getPublicOrigin()} model="demo" canEdit={canEdit} />
        </div>
      )}
    </>
  );
}

export default async function DashboardPage({ searchParams }: SearchPageProps) {
  const actor = await requireActor("/");
  const asked = (await searchParams)["window"];
  const window = overviewWindows.find((known) => known === asked) ?? "24h";
  return (
    <>
      <PageHeader title="Dashboard">
        <WindowSwitch window={window} />
      </PageHeader>
      <Suspense key={window} fallback={<BlockSkeleton />}>
        <Figures window={window} canEdit={hasRole(actor, "admin")} />
      </Suspense>
    </>
  );
}
