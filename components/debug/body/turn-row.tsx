"use client";

import { Bot, CircleAlert, Cog, SlidersHorizontal, UserRound, Wrench, type LucideIcon } from "lucide-react";
import { joinClasses } from "@/components/ui/join-classes";
import type { ComparedPart, ComparedTurn, NumberedChange } from "@/lib/core/format/compared";
import { describeChange } from "./describe-change";
import { useChangeFocus } from "./focus-context";
import { PartView } from "./part-view";
import type { Pane } from "./run-text";

const roles: Readonly<Record<string, { readonly word: string; readonly icon: LucideIcon }>> = {
  system: { word: "System", icon: Cog },
  developer: { word: "Developer", icon: Cog },
  user: { word: "User", icon: UserRound },
  assistant: { word: "Assistant", icon: Bot },
  tool: { word: "Tool", icon: Wrench },
  function: { word: "Tool", icon: Wrench },
  input: { word: "Input", icon: UserRound },
  error: { word: "Error", icon: CircleAlert },
  fields: { word: "Other fields", icon: SlidersHorizontal },
};

/** Fields inside turns are only of interest when they changed. */
export function listShownParts(turn: ComparedTurn): readonly ComparedPart[] {
  if (turn.role === "fields") return turn.parts;
  const shown = turn.parts.filter((part) => part.kind !== "field" || (part.isChanged && turn.presence === "both"));
  return shown.length === 0 ? turn.parts : shown;
}

function isOn(pane: Pane, presence: ComparedTurn["presence"]): boolean {
  return presence === "both" || presence === pane;
}

function RoleLine({ turn }: { readonly turn: ComparedTurn }) {
  const role = roles[turn.role] ?? { word: turn.role, icon: Bot };
  const Icon = role.icon;
  return (
    <h4 className="flex items-center gap-1.5 text-xs font-semibold text-ink-2">
      <Icon className="size-3.5 text-ink-3" aria-hidden="true" />
      {role.word}
      {turn.path !== "" && (
        <code className="ml-auto truncate font-mono text-2xs font-normal text-ink-3">{turn.path}</code>
      )}
    </h4>
  );
}

/** What of the changes in this turn one may miss. */
function MissableNotes({ changes }: { readonly changes: readonly NumberedChange[] }) {
  const numbers = new Map<string, number[]>();
  for (const change of changes) {
    const note = describeChange(change);
    if (note !== null) numbers.set(note, [...(numbers.get(note) ?? []), change.number]);
  }
  return [...numbers].map(([note, of]) => (
    <p key={note} className="pt-1 text-2xs text-warning-ink">
      <span className="tabular">
        {of.slice(0, 6).join(", ")}
        {of.length > 6 && " …"}
      </span>{" "}
      {note}
    </p>
  ));
}

/** Who changed something in this turn, and why. */
function BlameLines({ changes }: { readonly changes: readonly NumberedChange[] }) {
  const { colourOf } = useChangeFocus();
  const groups = new Map<string, { name: string; reason: string; numbers: number[] }>();
  for (const change of changes) {
    for (const blame of change.blame) {
      const reason = blame.reason ?? blame.rule ?? "";
      const key = `${blame.name}\n${reason}`;
      const group = groups.get(key) ?? { name: blame.name, reason, numbers: [] };
      group.numbers.push(change.number);
      groups.set(key, group);
    }
  }
  if (groups.size === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 pt-1">
      {[...groups].map(([key, group]) => (
        <li key={key} className="flex items-center gap-1.5 text-2xs text-ink-3">
          <span
            aria-hidden="true"
            className="size-1.5 rounded-full bg-[var(--hue,var(--ink-3))]"
            style={{ ["--hue" as string]: colourOf(group.numbers[0] ?? 0) ?? "var(--ink-3)" }}
          />
          <span className="tabular text-ink-2">
            {group.numbers.slice(0, 6).join(", ")}
            {group.numbers.length > 6 && " …"}
          </span>
          <span className="font-medium text-ink-2">{group.name}</span>
          {group.reason !== "" && <span>{group.reason}</span>}
        </li>
      ))}
    </ul>
  );
}

interface CellProps {
  readonly turn: ComparedTurn;
  readonly parts: readonly ComparedPart[];
  readonly pane: Pane;
  readonly isSplit: boolean;
}

const usualNames = { original: "Original", final: "Final" };
const signs = { original: "−", final: "+" };

/** Says where something is not, and what that means. */
function describeMissing(pane: Pane, names: Readonly<Record<Pane, string>>): string {
  const isUsual = names === usualNames;
  const place = isUsual ? `the ${names[pane].toLowerCase()}` : names[pane];
  if (!isUsual) return `Not in ${place}`;
  return `Not in ${place}: ${pane === "original" ? "added" : "removed"}`;
}

const tints = { original: "bg-removed-soft", final: "bg-added-soft" };

function Cell({ turn, parts, pane, isSplit }: CellProps) {
  const { paneNames = usualNames } = useChangeFocus();
  const here = parts.filter((part) => isOn(pane, part.presence));
  const isChanged = parts.some((part) => part.isChanged);
  const isHere = isOn(pane, turn.presence);
  const isSecond = isSplit && pane === "final";
  return (
    <div
      className={joinClasses(
        "min-w-0 px-4 py-3",
        turn.presence !== "both" && isHere && tints[pane],
        isSecond && "max-lg:border-t max-lg:border-dashed lg:border-l",
        isSecond && !isChanged && "max-lg:hidden",
      )}
    >
      {isSplit && isChanged && (
        <p className="eyebrow mb-1 lg:hidden">
          {signs[pane]} {paneNames[pane]}
        </p>
      )}
      {isHere ? (
        <div className="grid gap-2.5">
          <RoleLine turn={turn} />
          {here.map((part, index) => (
            <PartView key={`${part.path} ${index}`} part={part} pane={pane} />
          ))}
        </div>
      ) : (
        <p className="flex min-h-8 items-center lg:h-full justify-center rounded-md border border-dashed px-3 text-xs text-ink-3">
          {describeMissing(pane, paneNames)}
        </p>
      )}
    </div>
  );
}

interface TurnRowProps {
  readonly turn: ComparedTurn;
  /** Two panes, or one because both are equal or only one exists. */
  readonly isSplit: boolean;
}

/** One turn, original and final beside each other. */
export function TurnRow({ turn, isSplit }: TurnRowProps) {
  const { find } = useChangeFocus();
  const parts = listShownParts(turn);
  const numbers = new Set(
    parts.flatMap((part) => part.runs.flatMap((run) => (run.change === null ? [] : [run.change]))),
  );
  const changes = [...numbers].flatMap((number) => find(number) ?? []);
  return (
    <div className="relative border-b last:border-b-0">
      {changes.length > 0 && <span aria-hidden="true" className="absolute inset-y-0 left-0 z-1 w-0.5 bg-modified" />}
      <div className={joinClasses("grid", isSplit && "lg:grid-cols-2")}>
        {(isSplit || turn.presence !== "final") && <Cell turn={turn} parts={parts} pane="original" isSplit={isSplit} />}
        {isSplit && <Cell turn={turn} parts={parts} pane="final" isSplit={isSplit} />}
      </div>
      {changes.length > 0 && (
        <div className="border-t border-dashed px-4 pb-2">
          <BlameLines changes={changes} />
          <MissableNotes changes={changes} />
        </div>
      )}
    </div>
  );
}
