"use client";

import { useMemo, useState } from "react";
import { formatCount } from "@/components/call-parts/format-count";
import { joinClasses } from "@/components/ui/join-classes";
import type { ComparedRun } from "@/lib/core/format/compared";
import { foldText } from "@/lib/core/format/fold-text";
import { noteChange } from "./describe-change";
import { useChangeFocus } from "./focus-context";
import { usePrinting } from "./printing-context";
import { RevealedText } from "./revealed-text";

export type Pane = "original" | "final";

interface SameTextProps {
  readonly text: string;
  /** Something changed right after it, so its end stays in sight as its beginning does. */
  readonly hasTail: boolean;
}

/** Text that both sides share; a long one is folded, and says how much of it. */
function SameText({ text, hasTail }: SameTextProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const isOpen = usePrinting() || isUnfolded;
  const { head, folded, tail } = useMemo(() => foldText(text, hasTail), [text, hasTail]);
  return (
    <>
      <RevealedText text={head} />
      {folded !== "" && (
        <>
          {isOpen && <RevealedText text={folded} />}
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => {
              setIsUnfolded(!isUnfolded);
            }}
            className="mx-1 inline-flex h-6 items-center rounded-sm border border-dashed border-line-control bg-sunken px-2 align-middle font-sans text-2xs text-ink-2 hover:bg-hover print:hidden"
          >
            {isOpen ? "Fold" : `Show ${formatCount(folded.length)} more characters`}
          </button>
        </>
      )}
      <RevealedText text={tail} />
    </>
  );
}

interface ChangedTextProps {
  readonly run: ComparedRun;
  readonly change: number;
  readonly pane: Pane;
}

const marks = {
  original: "bg-removed-mark text-ink line-through decoration-removed decoration-1",
  final: "bg-added-mark text-ink underline decoration-added decoration-[1.5px] underline-offset-2",
};
const signs = { original: "Removed: ", final: "Added: " };

/** The very words that a policy removed or wrote. */
function ChangedText({ run, change, pane }: ChangedTextProps) {
  const { change: focused, find, setChange, colourOf } = useChangeFocus();
  const text = pane === "original" ? run.from : run.to;
  const Mark = pane === "original" ? "del" : "ins";
  const isFocused = focused === change;
  const hasChip = pane === "final" || find(change)?.kind === "removed";
  const colour = colourOf(change);
  return (
    <span
      id={`change-${change}-${pane}`}
      className="scroll-mt-32"
      style={colour === null ? undefined : { ["--hue" as string]: colour }}
    >
      {text === "" ? (
        <span
          aria-hidden="true"
          title={pane === "original" ? "Something was added here" : "Something was removed here"}
          className="mx-px inline-block h-[1em] w-1 rounded-xs bg-line-control align-text-bottom"
        />
      ) : (
        <Mark
          className={joinClasses(
            "rounded-xs box-decoration-clone px-0.5 [print-color-adjust:exact]",
            marks[pane],
            isFocused && "outline-2 -outline-offset-1 outline-focus",
          )}
        >
          <span className="sr-only">{signs[pane]}</span>
          <RevealedText text={text} hasWhitespace={noteChange(run) === "whitespace"} isChanged />
        </Mark>
      )}
      {hasChip && (
        <button
          type="button"
          aria-pressed={isFocused}
          aria-label={`Change ${change}`}
          onClick={() => {
            setChange(change);
          }}
          className={joinClasses(
            "hit-area ml-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full px-1 align-[0.15em] font-sans text-[0.625rem] leading-none font-semibold no-underline select-none",
            isFocused
              ? "bg-[var(--hue,var(--ink-3))] text-ink-inverse"
              : "text-[var(--hue,var(--ink-3))] ring-1 ring-[var(--hue,var(--ink-3))] ring-inset",
          )}
        >
          {change}
        </button>
      )}
    </span>
  );
}

function describeOmitted(omitted: number, changes: number): string {
  if (changes === 0) return `${formatCount(omitted)} unchanged characters; the Tree view opens them`;
  const more = changes === 1 ? "1 more change" : `${changes.toLocaleString("en-US")} more changes`;
  return `${more} in ${formatCount(omitted)} characters; the Tree view opens them`;
}

/** Says how much of a very long body was left out here. */
function OmittedText({ omitted, changes }: { readonly omitted: number; readonly changes: number }) {
  return (
    <span className="mx-1 inline-flex h-6 items-center rounded-sm border border-dashed border-line-control bg-sunken px-2 align-middle font-sans text-2xs text-ink-2">
      {describeOmitted(omitted, changes)}
    </span>
  );
}

interface RunTextProps {
  readonly runs: readonly ComparedRun[];
  readonly pane: Pane;
}

/** One pane of a compared text. */
export function RunText({ runs, pane }: RunTextProps) {
  return runs.map((run, index) => {
    if (run.change !== null) return <ChangedText key={index} run={run} change={run.change} pane={pane} />;
    if (run.omitted !== undefined)
      return <OmittedText key={index} omitted={run.omitted} changes={run.omittedChanges ?? 0} />;
    const text = pane === "original" ? run.from : run.to;
    return <SameText key={index} text={text} hasTail={index < runs.length - 1} />;
  });
}
