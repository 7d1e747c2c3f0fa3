"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { useLayoutEffect, useRef } from "react";
import { CallHeaderRow, CallRow, rowHeights } from "@/components/call-parts/call-row";
import type { CallSummary } from "@/lib/core/contracts/call";
import { FocusFrame } from "@/components/ui/focus-frame";
import { useIsWide } from "./use-is-wide";
import { useRowKeys } from "@/components/call-parts/use-row-keys";

interface FeedListProps {
  readonly rows: readonly CallSummary[];
  readonly arrived: ReadonlySet<string>;
  readonly onToggle: () => void;
}

/** Keeps what is being read where it is when rows come in above it; at the very top the new rows are what is read. */
function useSteadyScroll(rows: readonly CallSummary[], height: number) {
  const box = useRef<HTMLDivElement>(null);
  const top = useRef<string | null>(null);
  useLayoutEffect(() => {
    const before = top.current;
    top.current = rows[0]?.id ?? null;
    const element = box.current;
    if (before === null || !element || element.scrollTop < height) return;
    const added = rows.findIndex((row) => row.id === before);
    if (added > 0) element.scrollTop += added * height;
  }, [rows, height]);
  return box;
}

/** The rows, as many as fit; the rest are only counted. */
export function FeedList({ rows, arrived, onToggle }: FeedListProps) {
  const router = useRouter();
  const height = useIsWide() ? rowHeights.wide : rowHeights.narrow;
  const box = useSteadyScroll(rows, height);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    initialRect: { width: 1024, height: 900 },
  });
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, height]);
  const { selectedId, onKeyDown } = useRowKeys({
    ids: rows.map((row) => row.id),
    onOpen: (id) => {
      router.push(`/debug/request/${id}`);
    },
    onReveal: (index) => {
      virtualizer.scrollToIndex(index, { align: "auto" });
    },
    onToggle,
  });
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="grid"
        tabIndex={0}
        aria-label="Live calls, newest first"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={selectedId === null ? undefined : `call-${selectedId}`}
        onKeyDown={onKeyDown}
        className="peer min-h-0 flex-1 overflow-y-auto border-t bg-surface outline-none"
      >
        <div role="rowgroup" className="sticky top-0 z-10">
          <CallHeaderRow />
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const call = rows[item.index];
            if (!call) return null;
            return (
              <CallRow
                key={item.key}
                id={`call-${call.id}`}
                aria-rowindex={item.index + 2}
                call={call}
                isSelected={call.id === selectedId}
                isNew={arrived.has(call.id)}
                style={{ position: "absolute", insetInline: 0, top: 0, transform: `translateY(${item.start}px)` }}
              />
            );
          })}
        </div>
      </div>
      <FocusFrame />
    </div>
  );
}
