"use client";

import { Minus, PencilLine, Plus, type LucideIcon } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import { CodeText } from "@/components/ui/code-text";
import { joinClasses } from "@/components/ui/join-classes";
import { inkTone, type Tone } from "@/components/ui/tone";
import type { NumberedChange } from "@/lib/core/format/compared";
import { describeChange, noteChange } from "./describe-change";
import { useChangeFocus } from "./focus-context";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { openSpanOf } from "../open-beside";
import { RevealedText } from "./revealed-text";
import { WindowedRows } from "./windowed-rows";

const kinds: Readonly<Record<NumberedChange["kind"], { word: string; tone: Tone; icon: LucideIcon }>> = {
  added: { word: "Added", tone: "added", icon: Plus },
  removed: { word: "Removed", tone: "removed", icon: Minus },
  modified: { word: "Modified", tone: "modified", icon: PencilLine },
};
/** Longer texts are cut here; the other views show them whole. */
const maxShown = 600;

interface ValueProps {
  readonly text: string;
  readonly pane: "original" | "final";
  /** Only its beginning is known here. */
  readonly isCut: boolean;
  readonly hasWhitespace: boolean;
}

function Value({ text, pane, isCut, hasWhitespace }: ValueProps) {
  if (text === "") return <span className="text-xs text-ink-3">{pane === "original" ? "nothing" : "removed"}</span>;
  const Mark = pane === "original" ? "del" : "ins";
  const look =
    pane === "original"
      ? "bg-removed-mark line-through decoration-removed"
      : "bg-added-mark underline decoration-added underline-offset-2";
  return (
    <Mark
      className={joinClasses("rounded-xs px-0.5 font-mono text-xs whitespace-pre-wrap text-ink wrap-anywhere", look)}
    >
      <RevealedText text={text.slice(0, maxShown)} hasWhitespace={hasWhitespace} isChanged />
      {(text.length > maxShown || isCut) && " …"}
    </Mark>
  );
}

function ChangeItem({ change }: { readonly change: NumberedChange }) {
  const { change: focused, setChange, colourOf } = useChangeFocus();
  const { word, tone, icon: Icon } = kinds[change.kind];
  const isFocused = focused === change.number;
  const shown = { isCut: change.isCut === true, hasWhitespace: noteChange(change) === "whitespace" };
  const note = describeChange(change);
  return (
    <li
      id={`change-${change.number}-row`}
      className={joinClasses(
        "relative grid scroll-mt-32 gap-x-4 gap-y-1.5 border-b px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(12rem,1fr)_minmax(0,2fr)_minmax(10rem,1fr)]",
        isFocused && "bg-selected shadow-[inset_2px_0_0_var(--focus)]",
      )}
    >
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <button
            type="button"
            aria-pressed={isFocused}
            aria-label={`Change ${change.number}`}
            onClick={() => {
              setChange(change.number);
            }}
            className="hit-area tabular inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1 text-2xs font-semibold text-[var(--hue)] ring-1 ring-[var(--hue)] ring-inset"
            style={{ ["--hue" as string]: colourOf(change.number) ?? "var(--ink-3)" }}
          >
            {change.number}
          </button>
          <span className={joinClasses("inline-flex items-center gap-1 text-xs font-medium", inkTone[tone])}>
            <Icon className="size-3" aria-hidden="true" />
            {word}
          </span>
        </div>
        <div className="mt-1 flex items-start gap-1">
          <CodeText className="text-ink-2">{change.path === "" ? "the whole body" : change.path}</CodeText>
          {change.path !== "" && <CopyButton value={change.path} label="Copy path" />}
        </div>
      </div>
      <div className="flex min-w-0 flex-wrap items-baseline gap-2">
        <Value text={change.from} pane="original" {...shown} />
        <span className="text-ink-3" aria-label="became">
          →
        </span>
        <Value text={change.to} pane="final" {...shown} />
        {note !== null && <span className="basis-full text-xs text-warning-ink">{note}</span>}
      </div>
      <div className="min-w-0 text-xs text-ink-2">
        {change.blame.length === 0 && <span className="text-ink-3">No recorded edit explains it.</span>}
        {change.blame.map((blame, index) => (
          <p key={index}>
            <span className="font-medium text-ink">{blame.name}</span>
            {blame.reason !== null && <span className="block">{blame.reason}</span>}
            {blame.rule !== null && <CodeText className="block text-ink-3">{blame.rule}</CodeText>}
            <SpanLink step={blame.step} name={blame.name} />
          </p>
        ))}
      </div>
    </li>
  );
}

function SpanLink({ step, name }: { readonly step: number; readonly name: string }) {
  return (
    <button
      type="button"
      aria-label={`Show the span of ${name} in the trace`}
      className="hit-area relative text-2xs text-ink-3 underline hover:text-ink print:hidden"
      onClick={() => {
        openSpanOf(step);
      }}
    >
      When it ran
    </button>
  );
}

/** Every change as a line: where, what, who, why. */
export function ChangesView({ side }: { readonly side: Pick<PreparedSide, "hook" | "changes" | "unlisted"> }) {
  const { change } = useChangeFocus();
  return (
    <ol aria-label={`Changes to the ${side.hook}`}>
      <WindowedRows
        isList
        rows={side.changes}
        focused={side.changes.findIndex(({ number }) => number === change)}
        draw={(one) => <ChangeItem key={one.number} change={one} />}
      />
      {side.unlisted !== undefined && (
        <li className="px-4 py-3 text-xs text-ink-3">
          {side.unlisted.toLocaleString("en-US")} more changes are not listed here. The JSON Patch, under Take away, has
          all of them.
        </li>
      )}
    </ol>
  );
}
