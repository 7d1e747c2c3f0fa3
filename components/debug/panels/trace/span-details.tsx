"use client";

import { X } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import { IconButton } from "@/components/ui/icon-button";
import type { SpanNode } from "@/lib/core/traces/build-span-tree";
import { measureSelfTime } from "@/lib/core/traces/measure-self-time";
import { openChangesOf } from "../../open-beside";
import { eventOffset, findStepPosition, formatNanos, type TracePicture } from "./prepare-trace";

interface SpanDetailsProps {
  readonly picture: TracePicture;
  readonly node: SpanNode;
  readonly onClose: () => void;
}

const shownCharacters = 2_000;

function showValue(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > shownCharacters
    ? `${text.slice(0, shownCharacters)}… (${String(text.length)} characters)`
    : text;
}

function Pairs({ title, pairs }: { readonly title: string; readonly pairs: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return null;
  return (
    <section className="grid gap-1.5">
      <h4 className="eyebrow">{title}</h4>
      <dl className="grid gap-1.5">
        {entries.map(([name, value]) => (
          <div key={name} className="group grid grid-cols-[1fr_auto] items-start gap-x-2">
            <dt className="text-2xs text-ink-3 wrap-anywhere">{name}</dt>
            <dd className="col-start-1 font-mono text-xs text-ink wrap-anywhere whitespace-pre-wrap">
              {showValue(value)}
            </dd>
            <span className="col-start-2 row-span-2 row-start-1">
              <CopyButton value={typeof value === "string" ? value : JSON.stringify(value)} label={`Copy ${name}`} />
            </span>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Figures({ picture, node }: Omit<SpanDetailsProps, "onClose">) {
  const onPath = picture.critical.get(node)?.reduce((sum, { start, end }) => sum + end - start, 0) ?? 0;
  const figures: [string, string][] = [
    ["Begins after", formatNanos(node.start)],
    ["Takes", formatNanos(node.end - node.start)],
    ["Itself", formatNanos(measureSelfTime(node))],
    ["On the critical path", onPath === 0 ? "not at all" : formatNanos(onPath)],
  ];
  if (node.shiftNs !== 0) figures.push(["Moved by", formatNanos(Math.abs(node.shiftNs))]);
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="text-2xs text-ink-3">{name}</dt>
          <dd className="tabular text-sm text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Events({ picture, node }: Omit<SpanDetailsProps, "onClose">) {
  const { events } = node.span;
  if (events.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h4 className="eyebrow">Events</h4>
      <ol className="grid gap-2">
        {events.map((event, index) => (
          <li key={`${String(index)} ${event.name}`} className="grid gap-1 border-l-2 border-line-strong pl-2">
            <span className="flex justify-between gap-2 text-xs text-ink">
              {event.name}
              <span className="tabular text-ink-3">{formatNanos(eventOffset(picture.tree, node, event.at_ns))}</span>
            </span>
            {Object.entries(event.attributes).map(([name, value]) => (
              <span key={name} className="text-2xs text-ink-3 wrap-anywhere">
                {name}: <span className="font-mono text-ink-2">{showValue(value)}</span>
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Everything about one span. */
export function SpanDetails({ picture, node, onClose }: SpanDetailsProps) {
  const { span } = node;
  const position = findStepPosition(span);
  const ids = {
    "span id": span.span_id,
    ...(span.parent_span_id !== null && { "parent span id": span.parent_span_id }),
  };
  return (
    <aside
      aria-label={`Span ${span.name}`}
      className="grid content-start gap-4 border-l bg-surface p-4 max-xl:border-t max-xl:border-l-0"
    >
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="text-sm font-semibold text-ink wrap-anywhere">{span.name}</h3>
          <p className="text-xs text-ink-3">
            {span.service} · {span.kind}
            {span.status !== "unset" && ` · ${span.status}`}
          </p>
          {span.status_message !== undefined && (
            <p className="text-xs text-removed-ink wrap-anywhere">{span.status_message}</p>
          )}
        </div>
        <IconButton label="Close the details" size="sm" onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      {position !== null && (
        <button
          type="button"
          className="justify-self-start text-xs font-medium text-accent-ink underline"
          onClick={() => {
            openChangesOf(position);
          }}
        >
          Show what this policy did
        </button>
      )}
      <Figures picture={picture} node={node} />
      <Pairs title="Attributes" pairs={span.attributes} />
      <Events picture={picture} node={node} />
      {span.links !== undefined && (
        <Pairs
          title="Links"
          pairs={Object.fromEntries(span.links.map((link) => [`trace ${link.trace_id}`, `span ${link.span_id}`]))}
        />
      )}
      <Pairs title="Resource" pairs={span.resource ?? {}} />
      <Pairs title="Ids" pairs={ids} />
    </aside>
  );
}
