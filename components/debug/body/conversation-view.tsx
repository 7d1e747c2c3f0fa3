"use client";

import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import type { ComparedTurn } from "@/lib/core/format/compared";
import { useChangeFocus } from "./focus-context";
import { countTurns, foldTurns, type TurnGroup } from "./fold-turns";
import { LoadedTurn } from "./loaded-turn";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { usePrinting } from "./printing-context";
import { TurnRow } from "./turn-row";
import { WindowedRows } from "./windowed-rows";

type Hook = PreparedSide["hook"];

/** What is folded, in words: `12 more messages`, or the names of fields. */
function describeFolded(turns: readonly ComparedTurn[]): { readonly title: string; readonly names: string } {
  const [only] = turns;
  if (turns.length === 1 && only?.role === "fields") {
    const names = only.parts.map((part) => part.label ?? "").join(", ");
    return { title: `${only.parts.length} other ${only.parts.length === 1 ? "field" : "fields"}`, names };
  }
  return { title: `${countTurns(turns).toLocaleString("en-US")} unchanged messages`, names: "" };
}

/** One row each, those that were left out too. */
function listRows(turns: readonly ComparedTurn[]): ComparedTurn[] {
  return turns.flatMap((turn) => {
    const { omitted } = turn;
    if (omitted === undefined || omitted.count === 1) return [turn];
    return Array.from({ length: omitted.count }, (_, index) => ({
      ...turn,
      omitted: { ...omitted, at: omitted.at + index, count: 1 },
    }));
  });
}

interface OneTurnProps {
  readonly hook: Hook;
  readonly turn: ComparedTurn;
  readonly isSplit: boolean;
}

function OneTurn({ hook, turn, isSplit }: OneTurnProps) {
  const { omitted } = turn;
  if (omitted === undefined) return <TurnRow turn={turn} isSplit={isSplit} />;
  return <LoadedTurn hook={hook} at={omitted.at} changes={omitted.changes} isSplit={isSplit} />;
}

interface FoldedTurnsProps {
  readonly hook: Hook;
  readonly turns: readonly ComparedTurn[];
  readonly isSplit: boolean;
}

function FoldedTurns({ hook, turns, isSplit }: FoldedTurnsProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const isPrinting = usePrinting();
  const isOpen = isUnfolded || isPrinting;
  const rows = useMemo(() => (isOpen ? listRows(turns) : []), [isOpen, turns]);
  const { title, names } = describeFolded(turns);
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => {
          setIsUnfolded(!isUnfolded);
        }}
        className="flex min-h-8 w-full items-center gap-1.5 border-b bg-sunken px-4 text-left text-xs text-ink-2 last:border-b-0 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight className={joinClasses("size-3.5 shrink-0", isOpen && "rotate-90")} aria-hidden="true" />
        <span className="shrink-0 font-medium">{title}</span>
        <span className="truncate font-mono text-2xs text-ink-3">{names}</span>
      </button>
      {isOpen && (
        <WindowedRows
          rows={rows}
          focused={-1}
          draw={(turn, index) => <OneTurn key={index} hook={hook} turn={turn} isSplit={isSplit} />}
        />
      )}
    </>
  );
}

function hasChange(group: TurnGroup, change: number): boolean {
  if (group.kind === "folded") return false;
  const { omitted, parts } = group.turn;
  if (omitted !== undefined) return omitted.changes.includes(change);
  return parts.some(({ runs }) => runs.some((run) => run.change === change));
}

interface ConversationViewProps {
  readonly hook: Hook;
  readonly side: Pick<PreparedSide, "turns" | "changes">;
}

/** Messages as people read them, the original beside the final. */
export function ConversationView({ hook, side }: ConversationViewProps) {
  const { change } = useChangeFocus();
  const groups = useMemo(() => foldTurns(side.turns), [side.turns]);
  const focused = useMemo(
    () => (change === null ? -1 : groups.findIndex((group) => hasChange(group, change))),
    [groups, change],
  );
  const isSplit = side.changes.length > 0;
  return (
    <div>
      <WindowedRows
        rows={groups}
        focused={focused}
        draw={(group, index) =>
          group.kind === "turn" ? (
            <OneTurn key={index} hook={hook} turn={group.turn} isSplit={isSplit} />
          ) : (
            <FoldedTurns key={index} hook={hook} turns={group.turns} isSplit={isSplit} />
          )
        }
      />
    </div>
  );
}
