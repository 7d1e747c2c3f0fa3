import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ComparePicker } from "@/components/debug/compare/compare-picker";
import { ComparisonView } from "@/components/debug/compare/comparison-view";
import { isUuid } from "@/lib/core/ids/is-uuid";
import { requireActor } from "@/lib/runtime/auth";
import { getDb } from "@/lib/runtime/db";
import { getComparisonView } from "@/lib/services/calls/get-comparison";
import { hasCall } from "@/lib/services/calls/has-call";

export const metadata: Metadata = { title: "Compare calls" };

interface ComparePageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const readId = (value: string | string[] | undefined): string | null =>
  typeof value === "string" && value !== "" ? value : null;

export default async function ComparePage({ searchParams }: ComparePageProps) {
  const query = await searchParams;
  const [a, b] = [readId(query["a"]), readId(query["b"])];
  const own = new URLSearchParams({ ...(a !== null && { a }), ...(b !== null && { b }) }).toString();
  await requireActor(own === "" ? "/debug/compare" : `/debug/compare?${own}`);
  if (a === null || b === null) return <ComparePicker a={a} b={b} />;
  const areKnown = isUuid(a) && isUuid(b) && (await hasCall(getDb(), a)) && (await hasCall(getDb(), b));
  if (!areKnown) notFound();
  return <ComparisonView key={`${a} ${b}`} initial={await getComparisonView(getDb(), { a, b })} />;
}
