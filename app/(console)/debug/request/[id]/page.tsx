import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { CallSkeleton } from "@/components/debug/call-skeleton";
import { CallView } from "@/components/debug/call-view";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { getCall } from "@/lib/services/calls/get-call";
import { hasCall } from "@/lib/services/calls/has-call";

interface CallPageProps {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ params }: CallPageProps): Promise<Metadata> {
  return { title: `Call ${(await params).id.slice(0, 8)}` };
}

async function Call({ id }: { readonly id: string }) {
  return <CallView initial={await getCall(getDb(), id)} />;
}

/** Where to come back to after signing in, with the view that a link was made for. */
async function describePlace({ params, searchParams }: CallPageProps): Promise<string> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) {
    if (typeof value === "string") query.set(name, value);
  }
  const path = `/debug/request/${encodeURIComponent((await params).id)}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

export default async function CallPage(props: CallPageProps) {
  await requireActor(await describePlace(props));
  const { id } = await props.params;
  // Known before anything is sent, so that an unknown call is a 404 and not a page that says so.
  if (!(await hasCall(getDb(), id))) notFound();
  return (
    <Suspense key={id} fallback={<CallSkeleton />}>
      <Call id={id} />
    </Suspense>
  );
}
