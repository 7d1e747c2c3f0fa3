"use client";

import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { formatCount } from "@/components/call-parts/format-count";
import { paneTitles } from "./describe-side";
import { JsonLine } from "./json-line";
import type { PreparedSide } from "./prepare-bodies";
import { prepareJson, prepareWholeJson } from "./prepare-json";
import { useIsNarrow } from "./use-is-narrow";

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

function WholeJson({ side }: { readonly side: PreparedSide }) {
  const { text, total, shown } = useMemo(() => prepareWholeJson(side.original), [side.original]);
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
          The first {formatCount(shown)} of {formatCount(total)} lines. Copy or download for all of it.
        </p>
      )}
    </>
  );
}

/** Formatted JSON, the original beside the final. */
export function JsonView({ side }: { readonly side: PreparedSide }) {
  const isNarrow = useIsNarrow();
  const [isWhole, setIsWhole] = useState(false);
  const hasChanges = side.changes.length > 0;
  const json = useMemo(
    () => (hasChanges ? prepareJson(side.original, side.final, isWhole) : null),
    [hasChanges, side.original, side.final, isWhole],
  );
  if (json === null) return <WholeJson side={side} />;
  if (json.isTooDifferent) {
    return (
      <p className="px-4 py-6 text-sm text-ink-2">
        The two differ in too many lines to set them side by side. The Changes view lists every difference; both bodies
        can be copied and downloaded.
      </p>
    );
  }
  const titles = paneTitles[side.hook];
  return (
    <div>
      <div
        className="overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label={`JSON of the ${side.hook}, original beside final`}
      >
        <JsonDiff
          original={json.original}
          final={json.final}
          originalTitle={isNarrow ? "− Original, + final" : `− ${titles.original}: ${titles.originalOf}`}
          finalTitle={`+ ${titles.final}: ${titles.finalOf}`}
          isSplit={!isNarrow}
        />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 py-2 text-xs text-ink-3">
        {(json.omitted > 0 || isWhole) && (
          <Button
            size="sm"
            onClick={() => {
              setIsWhole(!isWhole);
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
