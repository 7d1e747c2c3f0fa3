"use client";

import { ArrowDownLeft, ArrowUpRight, Equal, PencilLine } from "lucide-react";
import { joinClasses } from "@/components/ui/join-classes";
import type { Diff } from "@/lib/core/contracts/diff";
import type { ComparedBodies } from "@/lib/core/format/compared";
import { ChangesView } from "../body/changes-view";
import { ConversationView } from "../body/conversation-view";
import type { CompareView } from "./compare-view-name";

const titles = { request: "Request", response: "Response" } as const;

interface ComparedSectionProps {
  readonly hook: "request" | "response";
  readonly diff: Diff;
  readonly bodies: ComparedBodies;
  readonly view: CompareView;
}

/** Headers are texts, and lists of them where one came several times. */
function printValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function HeaderChanges({ diff }: { readonly diff: Diff }) {
  if (diff.changes.length === 0) return <p className="px-4 py-6 text-sm text-ink-2">The headers are equal.</p>;
  return (
    <ul className="px-4 py-2 font-mono text-xs">
      {diff.changes.map((change) => (
        <li key={change.path} className="border-b py-1.5 last:border-b-0 wrap-anywhere">
          <span className="font-semibold text-ink">{change.path}</span>
          {change.from !== undefined && <del className="block text-removed-ink">− {printValue(change.from)}</del>}
          {change.to !== undefined && (
            <ins className="block text-added-ink no-underline">+ {printValue(change.to)}</ins>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What two calls sent, or received. */
export function ComparedSection({ hook, diff, bodies, view }: ComparedSectionProps) {
  const Icon = hook === "request" ? ArrowUpRight : ArrowDownLeft;
  const StateIcon = diff.changed ? PencilLine : Equal;
  const isSplit = bodies.changes.length > 0;
  return (
    <section aria-label={`${titles[hook]} of both calls`} className="overflow-clip rounded-lg border bg-surface">
      <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-2">
        <h2 className="flex items-center gap-1.5 text-base font-semibold text-ink">
          <Icon className="size-4 text-ink-3" aria-hidden="true" />
          {titles[hook]}
        </h2>
        <p
          className={joinClasses(
            "inline-flex min-w-0 items-center gap-1 text-xs wrap-anywhere",
            diff.changed ? "text-modified-ink" : "text-ink-2",
          )}
        >
          <StateIcon className="size-3.5 shrink-0" aria-hidden="true" />
          {diff.changed ? diff.summary : "Equal"}
        </p>
      </header>
      <div id={`${hook}-body`}>
        {view === "headers" ? (
          <HeaderChanges diff={diff} />
        ) : view === "changes" && isSplit ? (
          <ChangesView side={{ hook, changes: bodies.changes }} />
        ) : (
          <>
            {isSplit && (
              <div className="grid border-b bg-sunken text-xs lg:grid-cols-2">
                <h3 className="px-4 py-1.5 font-semibold text-removed-ink">− A</h3>
                <h3 className="px-4 py-1.5 font-semibold text-added-ink max-lg:pt-0 lg:border-l">+ B</h3>
              </div>
            )}
            <ConversationView hook={hook} side={bodies} />
          </>
        )}
      </div>
    </section>
  );
}
