import { Info, TriangleAlert } from "lucide-react";
import { CodeText } from "@/components/ui/code-text";
import { joinClasses } from "@/components/ui/join-classes";
import type { Consequence } from "@/lib/core/consequences/consequence";

/** What the policies' changes mean: tokens, money, cache, signatures, tool pairs. */
export function ConsequenceList({ consequences }: { readonly consequences: readonly Consequence[] }) {
  if (consequences.length === 0) return null;
  return (
    <section aria-labelledby="consequences" className="mx-4 rounded-lg border bg-surface md:mx-6">
      <h2 id="consequences" className="border-b px-4 py-2 text-sm font-semibold text-ink">
        What the changes mean
      </h2>
      <ul>
        {consequences.map(({ kind, severity, title, detail, path, isEstimated }, index) => {
          const isWarning = severity === "warning";
          const Icon = isWarning ? TriangleAlert : Info;
          return (
            <li key={`${kind} ${String(index)}`} className="flex gap-3 border-b px-4 py-2.5 last:border-b-0">
              <Icon
                className={joinClasses("mt-0.5 size-4 shrink-0", isWarning ? "text-warning-ink" : "text-info-ink")}
                aria-hidden="true"
              />
              <div className="min-w-0">
                <p className="text-sm font-medium text-ink">
                  {isWarning && <span className="sr-only">Warning: </span>}
                  {title}
                  {isEstimated && (
                    <span className="ml-2 rounded-sm px-1.5 py-0.5 text-2xs font-medium text-ink-3 ring-1 ring-line-strong ring-inset">
                      estimated
                    </span>
                  )}
                  {path !== null && <CodeText className="ml-2 text-ink-3">{path}</CodeText>}
                </p>
                <p className="text-xs text-ink-2 text-pretty">{detail}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
