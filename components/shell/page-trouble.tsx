"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { findTrouble, type Trouble } from "./find-trouble";

const askEveryMs = 2_000;

const words: Readonly<Record<Trouble, readonly [title: string, meaning: string]>> = {
  database: [
    "The database does not answer",
    "Pages are read from it. Calls with known tokens are still served, and kept until it is back. This page then opens by itself.",
  ],
  unreachable: [
    "Diffract does not answer",
    "It may be stopped, or starting again. This page opens by itself as soon as it answers.",
  ],
  other: [
    "This page could not be shown",
    "Something went wrong that nobody foresaw. Calls are served and recorded as before; the log of Diffract says more.",
  ],
};

interface PageTroubleProps {
  /** Under which the log has it. */
  readonly digest: string | undefined;
  /** Reads the page again. */
  readonly onRetry: () => void;
}

/** In place of a page that failed: what is the matter, and what happens next. Reads the page again once that has passed. */
export function PageTrouble({ digest, onRetry }: PageTroubleProps) {
  const { data: trouble } = useQuery({
    queryKey: ["page-trouble"],
    queryFn: ({ signal }) => findTrouble(signal),
    refetchInterval: askEveryMs,
    gcTime: 0,
  });
  const retry = useEffectEvent(onRetry);
  const before = useRef<Trouble | undefined>(undefined);
  useEffect(() => {
    // A fault that is not of something missing would come again: that is left to the reader.
    const hasPassed = trouble === "other" && before.current !== undefined && before.current !== "other";
    before.current = trouble;
    if (hasPassed) retry();
  }, [trouble]);
  const [title, meaning] = words[trouble ?? "other"];
  return (
    <ErrorState
      isPage
      title={title}
      action={
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {trouble === undefined ? "Looking for the reason …" : meaning}
      {digest !== undefined && <span className="mt-2 block text-xs text-ink-3">Log reference {digest}</span>}
    </ErrorState>
  );
}
