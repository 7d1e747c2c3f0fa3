"use client";

import dynamic from "next/dynamic";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { formatCount } from "@/components/call-parts/format-count";
import { fetchJson } from "@/lib/client/fetch-json";
import type { HopPair } from "@/lib/core/format/hops";
import type { PreparedJson } from "@/lib/core/format/prepare-lines";
import { namePanes } from "./describe-side";
import { JsonLine } from "./json-line";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { useSelection } from "./selection-context";
import { useIsNarrow } from "./use-is-narrow";

/** One section as `/api/v1/calls/{id}/lines` answers it. */
interface LinesSection {
  readonly pair: HopPair;
  readonly compared: PreparedJson | null;
  readonly whole: { readonly text: string; readonly total: number; readonly shown: number } | null;
}

function Waiting() {
  return (
    <div role="status" aria-label="Comparing" className="grid gap-1.5 p-4">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} className="h-4 w-full" />
      ))}
    </div>
  );
}

const JsonDiff = dynamic(() => import("./json-diff").then((module) => module.JsonDiff), {
  ssr: false,
  loading: Waiting,
});

function WholeJson({
  side,
  whole,
}: {
  readonly side: PreparedSide;
  readonly whole: NonNullable<LinesSection["whole"]>;
}) {
  const { text, total, shown } = whole;
  return (
    <>
      <pre
        tabIndex={0}
        aria-label={`JSON of the ${side.hook}`}
        className="max-h-[70dvh] overflow-auto p-4 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere focus-visible:-outline-offset-2 print:max-h-none"
      >
        {text.split("\n").map((line, index) => (
          <span key={index}>
            {index > 0 && "\n"}
            <JsonLine line={line} />
          </span>
        ))}
      </pre>
      {shown < total && (
        <p className="border-t px-4 py-2 text-xs text-ink-3">
          The first {formatCount(shown)} of {formatCount(total)} lines. The Tree view opens all of it; download for the
          rest.
        </p>
      )}
    </>
  );
}

interface ComparedJsonProps {
  readonly side: PreparedSide;
  readonly json: NonNullable<LinesSection["compared"]>;
  readonly isUnified: boolean;
  readonly isWhole: boolean;
  readonly onWhole: (isWhole: boolean) => void;
}

function ComparedJson({ side, json, isUnified, isWhole, onWhole }: ComparedJsonProps) {
  const isNarrow = useIsNarrow();
  if (json.isTooDifferent) {
    return (
      <p className="px-4 py-6 text-sm text-ink-2">
        The two differ in too many lines to set them side by side. The Changes view lists every difference; both bodies
        can be copied and downloaded.
      </p>
    );
  }
  const titles = namePanes(side);
  const isOne = isNarrow || isUnified;
  return (
    <div>
      <div
        className="overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label={`JSON of the ${side.hook}, ${titles.original} beside ${titles.final}`}
      >
        <JsonDiff
          original={json.original}
          final={json.final}
          originalTitle={
            isOne ? `− ${titles.original}, + ${titles.final}` : `− ${titles.original}: ${titles.originalOf}`
          }
          finalTitle={`+ ${titles.final}: ${titles.finalOf}`}
          isSplit={!isOne}
        />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 py-2 text-xs text-ink-3">
        {(json.omitted > 0 || isWhole) && (
          <Button
            size="sm"
            onClick={() => {
              onWhole(!isWhole);
            }}
          >
            {isWhole ? "Only what changed" : `Show ${formatCount(json.omitted)} equal lines`}
          </Button>
        )}
        <p>
          Long texts are shown as lines between triple quotes; ⤶ marks a break that is not in the text.
          {isWhole && json.omitted > 0 && ` ${formatCount(json.omitted)} lines far from any change are still left out.`}
        </p>
      </div>
    </div>
  );
}

interface JsonViewProps {
  readonly side: PreparedSide;
  /** One column instead of two. */
  readonly isUnified: boolean;
}

/** Formatted JSON, the original beside the final or both in one column. */
export function JsonView({ side, isUnified }: JsonViewProps) {
  const { callId, query } = useSelection();
  const [isWhole, setIsWhole] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["call-lines", callId, query, isWhole],
    queryFn: ({ signal }) =>
      fetchJson<{ readonly sections: readonly LinesSection[] }>(
        `/api/v1/calls/${callId}/lines?${query}${isWhole ? "&all=1" : ""}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  if (error !== null) return <p className="px-4 py-6 text-sm text-removed-ink">{error.message}</p>;
  const section = data?.sections.find(({ pair }) => pair.from === side.pair.from && pair.to === side.pair.to);
  if (section === undefined) return <Waiting />;
  if (section.whole !== null) return <WholeJson side={side} whole={section.whole} />;
  if (section.compared === null) return null;
  return (
    <ComparedJson side={side} json={section.compared} isUnified={isUnified} isWhole={isWhole} onWhole={setIsWhole} />
  );
}
