import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { CallSkeleton } from "@/components/debug/call-skeleton";
import { CallView } from "@/components/debug/call-view";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { prepareRunningCall } from "@/lib/runtime/live-call";
import { hasRole } from "@/lib/core/contracts/actor";
import { readSelection } from "@/lib/core/format/hops";
import { getCallView } from "@/lib/services/calls/get-call-view";
import { waitForCall } from "@/lib/services/calls/has-call";

interface CallPageProps {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ params }: CallPageProps): Promise<Metadata> {
  return { title: `Call ${(await params).id.slice(0, 8)}` };
}

interface CallProps {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly canRunAgain: boolean;
}

async function Call({ id, query, canRunAgain }: CallProps) {
  await prepareRunningCall(id);
  return <CallView canRunAgain={canRunAgain} initial={await getCallView(getDb(), id, readSelection(query))} />;
}

async function readQuery({ searchParams }: CallPageProps): Promise<URLSearchParams> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) {
    if (typeof value === "string") query.set(name, value);
  }
  return query;
}

/** Where to come back to after signing in, with the view that a link was made for. */
async function describePlace({ params }: CallPageProps, query: URLSearchParams): Promise<string> {
  const path = `/debug/request/${encodeURIComponent((await params).id)}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

export default async function CallPage(props: CallPageProps) {
  const query = await readQuery(props);
  const actor = await requireActor(await describePlace(props, query));
  const { id } = await props.params;
  // Known before anything is sent, so that an unknown call is a 404 and not a page that says so.
  if (!(await waitForCall(getDb(), id))) notFound();
  return (
    <Suspense key={id} fallback={<CallSkeleton />}>
      <Call id={id} query={query} canRunAgain={hasRole(actor, "admin")} />
    </Suspense>
  );
}
