"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import { TimeText } from "@/components/ui/time-text";
import { findTrouble } from "./find-trouble";

const askEveryMs = 5_000;
const refreshEveryMs = 30_000;

const words = {
  database:
    "The database does not answer. Calls with known tokens are still served, and kept until it is back; then this page goes on by itself.",
  unreachable: "Diffract does not answer. This page goes on by itself as soon as it does.",
};

/** Reads a page of figures again now and then; while that cannot be, says so and of when they are. */
export function KeepFresh({ readAt }: { readonly readAt: string }) {
  const router = useRouter();
  const { data: trouble = "other", dataUpdatedAt: askedAt } = useQuery({
    queryKey: ["page-health"],
    queryFn: ({ signal }) => findTrouble(signal),
    refetchInterval: askEveryMs,
    gcTime: 0,
  });
  const wasAway = useRef(false);
  const lookAgain = useEffectEvent(() => {
    // Only when it can be answered: a page that fails is replaced by one that says so.
    if (trouble !== "other") wasAway.current = true;
    else if (wasAway.current || Date.now() - Date.parse(readAt) >= refreshEveryMs) {
      wasAway.current = false;
      router.refresh();
    }
  });
  useEffect(() => {
    if (askedAt > 0 && document.visibilityState === "visible") lookAgain();
  }, [askedAt]);
  if (trouble === "other") return null;
  return (
    <p
      role="alert"
      className="mx-4 mb-3 flex flex-wrap items-center gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-ink md:mx-6 print:hidden"
    >
      <TriangleAlert className="size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 basis-64 text-pretty">{words[trouble]}</span>
      <span className="tabular text-xs whitespace-nowrap">
        As of <TimeText value={readAt} format="clock" />
      </span>
    </p>
  );
}
