"use client";

import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import type { ComparedTurn } from "@/lib/core/format/compared";
import { foldTurns } from "./fold-turns";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { TurnRow } from "./turn-row";

/** What is folded, in words: `12 more messages`, or the names of fields. */
function describeFolded(turns: readonly ComparedTurn[]): { readonly title: string; readonly names: string } {
  const [only] = turns;
  if (turns.length === 1 && only?.role === "fields") {
    const names = only.parts.map((part) => part.label ?? "").join(", ");
    return { title: `${only.parts.length} other ${only.parts.length === 1 ? "field" : "fields"}`, names };
  }
  return { title: `${turns.length} unchanged messages`, names: "" };
}

function FoldedTurns({ turns, isSplit }: { readonly turns: readonly ComparedTurn[]; readonly isSplit: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  const { title, names } = describeFolded(turns);
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
        className="flex min-h-8 w-full items-center gap-1.5 border-b bg-sunken px-4 text-left text-xs text-ink-2 last:border-b-0 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight className={joinClasses("size-3.5 shrink-0", isOpen && "rotate-90")} aria-hidden="true" />
        <span className="shrink-0 font-medium">{title}</span>
        <span className="truncate font-mono text-2xs text-ink-3">{names}</span>
      </button>
      {isOpen && turns.some((turn) => turn.isOmitted === true) && (
        <p className="border-b px-4 py-2 text-xs text-ink-3">
          This body is very long: messages far from any change are not loaded. The Tree view opens all of them.
        </p>
      )}
      {isOpen &&
        turns
          .filter((turn) => turn.isOmitted !== true)
          .map((turn, index) => <TurnRow key={index} turn={turn} isSplit={isSplit} />)}
    </>
  );
}

/** Messages as people read them, the original beside the final. */
export function ConversationView({ side }: { readonly side: Pick<PreparedSide, "turns" | "changes"> }) {
  const groups = useMemo(() => foldTurns(side.turns), [side.turns]);
  const isSplit = side.changes.length > 0;
  return (
    <div>
      {groups.map((group, index) =>
        group.kind === "turn" ? (
          <TurnRow key={index} turn={group.turn} isSplit={isSplit} />
        ) : (
          <FoldedTurns key={index} turns={group.turns} isSplit={isSplit} />
        ),
      )}
    </div>
  );
}
