"use client";

import { Brain, FileJson, Reply, ShieldX, Wrench, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { joinClasses } from "@/components/ui/join-classes";
import type { ComparedPart } from "@/lib/core/format/compared";
import type { PartKind } from "@/lib/core/format/turn";
import { usePrinting } from "./printing-context";
import { RunText, type Pane } from "./run-text";

interface PartLook {
  readonly word: string;
  readonly icon: LucideIcon;
}

const looks: Readonly<Partial<Record<PartKind, PartLook>>> = {
  reasoning: { word: "Reasoning", icon: Brain },
  refusal: { word: "Refusal", icon: ShieldX },
  "tool-call": { word: "Tool call", icon: Wrench },
  "tool-result": { word: "Tool result", icon: Reply },
  data: { word: "Data", icon: FileJson },
};

function PartTitle({ part, look }: { readonly part: ComparedPart; readonly look: PartLook }) {
  const Icon = look.icon;
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-2xs font-medium text-ink-3">
      <Icon className="size-3 shrink-0" aria-hidden="true" />
      {look.word}
      {part.label !== null && <code className="truncate font-mono text-ink-2">{part.label}</code>}
    </span>
  );
}

const codeBox = "rounded-md border bg-sunken px-2.5 py-2 font-mono text-xs leading-5";

/** One part of a turn in one pane. */
export function PartView({ part, pane }: { readonly part: ComparedPart; readonly pane: Pane }) {
  const isPrinting = usePrinting();
  const text = <RunText runs={part.runs} pane={pane} />;
  const look = looks[part.kind];
  const words = "whitespace-pre-wrap wrap-anywhere";
  if (part.kind === "field") {
    return (
      <div className="grid grid-cols-[minmax(6rem,12rem)_1fr] gap-x-3 font-mono text-xs leading-5">
        <span className="truncate text-ink-3" title={part.path}>
          {part.label}
        </span>
        <span className={joinClasses("min-w-0", words)}>{text}</span>
      </div>
    );
  }
  if (look === undefined) return <p className={joinClasses("text-sm leading-[1.4rem] text-ink", words)}>{text}</p>;
  const body: ReactNode = (
    <div className={joinClasses(part.isCode ? codeBox : "text-sm leading-[1.4rem]", words, "text-ink")}>{text}</div>
  );
  if (part.kind === "reasoning" && !part.isChanged) {
    return (
      <details className="group" open={isPrinting || undefined}>
        <summary className="flex h-6 items-center gap-1 rounded-sm">
          <PartTitle part={part} look={look} />
          <span className="text-2xs text-ink-3 group-open:hidden">· show</span>
        </summary>
        <div className="mt-1 border-l-2 border-line-strong pl-3 text-ink-2">{body}</div>
      </details>
    );
  }
  return (
    <div className="grid gap-1">
      <PartTitle part={part} look={look} />
      {body}
    </div>
  );
}
