"use client";

import { useState } from "react";
import { formatCount } from "@/components/call-parts/format-count";
import { Button } from "@/components/ui/button";
import { formatDuration } from "@/components/ui/duration-text";
import { joinClasses } from "@/components/ui/join-classes";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import type { LaneEvent, LaneLink, StreamLanes } from "@/lib/core/stream-lanes/lane";
import { RevealedText } from "../body/revealed-text";
import { fateLooks } from "./fate-looks";

const maxRows = 300;
const maxText = 200;

interface EventTextProps {
  readonly event: LaneEvent | undefined;
  /** The same event on the other lane. */
  readonly other: LaneEvent | undefined;
}

function EventText({ event, other }: EventTextProps) {
  if (event === undefined) return <span className="text-ink-3">–</span>;
  if (event.text === "" && other !== undefined && other.text !== "") {
    return <span className="text-ink-3">no text in it any more</span>;
  }
  const text = event.text === "" ? event.data : event.text;
  return (
    <span className={event.text === "" ? "text-ink-3" : "text-ink"}>
      <RevealedText text={text.slice(0, maxText)} />
      {text.length > maxText && "…"}
    </span>
  );
}

const formatTime = (event: LaneEvent | undefined): string => (event?.atMs == null ? "–" : formatDuration(event.atMs));

/** The events in words: those that were not simply passed on, or all of them. */
export function LaneTable({ lanes }: { readonly lanes: StreamLanes }) {
  const [shown, setShown] = useState<"none" | "odd" | "all">("none");
  const odd = lanes.links.filter(({ fate }) => fate !== "passed");
  const links: readonly LaneLink[] = shown === "all" ? lanes.links : shown === "odd" ? odd : [];
  return (
    <div className="grid gap-2">
      {links.length > 0 && (
        <div className="overflow-x-auto">
          <Table label="Events of the stream" className="min-w-2xl table-fixed">
            <TableHead>
              <tr>
                <HeaderCell className="w-28">Fate</HeaderCell>
                <HeaderCell className="w-20">Came</HeaderCell>
                <HeaderCell>From upstream</HeaderCell>
                <HeaderCell className="w-20">Left</HeaderCell>
                <HeaderCell>To the client</HeaderCell>
                <HeaderCell className="w-20">Delay</HeaderCell>
              </tr>
            </TableHead>
            <tbody>
              {links.slice(0, maxRows).map((link, index) => {
                const look = fateLooks[link.fate];
                const from = link.upstream === null ? undefined : lanes.upstream[link.upstream];
                const to = link.client === null ? undefined : lanes.client[link.client];
                return (
                  <Row key={index}>
                    <Cell className={joinClasses("text-xs font-medium", look.ink)}>
                      <span aria-hidden="true">{look.sign}</span> {look.word}
                    </Cell>
                    <Cell className="tabular text-2xs text-ink-3">{formatTime(from)}</Cell>
                    <Cell className="font-mono text-2xs whitespace-pre-wrap wrap-anywhere">
                      <EventText event={from} other={to} />
                    </Cell>
                    <Cell className="tabular text-2xs text-ink-3">{formatTime(to)}</Cell>
                    <Cell className="font-mono text-2xs whitespace-pre-wrap wrap-anywhere">
                      <EventText event={to} other={from} />
                    </Cell>
                    <Cell className="tabular text-2xs">
                      {link.delayMs === null ? "–" : formatDuration(link.delayMs)}
                    </Cell>
                  </Row>
                );
              })}
            </tbody>
          </Table>
        </div>
      )}
      {links.length > maxRows && (
        <p className="text-xs text-ink-3">
          The first {maxRows} of {formatCount(links.length)} events.
        </p>
      )}
      <div className="flex flex-wrap gap-2 print:hidden">
        {odd.length > 0 && (
          <Button
            size="sm"
            aria-expanded={shown === "odd"}
            onClick={() => {
              setShown(shown === "odd" ? "none" : "odd");
            }}
          >
            {shown === "odd" ? "Hide" : "List"} the {formatCount(odd.length)} that were not simply passed on
          </Button>
        )}
        <Button
          size="sm"
          aria-expanded={shown === "all"}
          onClick={() => {
            setShown(shown === "all" ? "none" : "all");
          }}
        >
          {shown === "all" ? "Hide" : "List"} all {formatCount(lanes.links.length)} events
        </Button>
      </div>
    </div>
  );
}
