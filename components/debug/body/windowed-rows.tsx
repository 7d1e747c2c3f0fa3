"use client";

import { useState, type ReactNode } from "react";
import { usePrinting } from "./printing-context";
import { firstWindow, growWindow, moveWindow, windowSize } from "./turn-window";

/** More rows than these are not printed. */
const maxPrinted = 400;

interface MoreButtonProps {
  readonly direction: "earlier" | "later";
  readonly left: number;
  readonly onMore: () => void;
}

function MoreButton({ direction, left, onMore }: MoreButtonProps) {
  const shown = Math.min(left, windowSize).toLocaleString("en-US");
  return (
    <button
      type="button"
      onClick={onMore}
      className="flex min-h-9 w-full items-center justify-center gap-1.5 border-b bg-sunken px-4 text-xs font-medium text-ink-2 hover:bg-hover focus-visible:-outline-offset-2 print:hidden"
    >
      Show {shown} {direction}
      <span className="font-normal text-ink-3">of {left.toLocaleString("en-US")}</span>
    </button>
  );
}

interface WindowedRowsProps<Row> {
  readonly rows: readonly Row[];
  /** Index of the row that must be in sight; -1 for none. */
  readonly focused: number;
  readonly draw: (row: Row, index: number) => ReactNode;
  /** What stands between the rows is an item too. */
  readonly isList?: boolean;
}

/** A long list of which only a window is drawn: it grows on demand, and jumps to the row in focus. */
export function WindowedRows<Row>({ rows, focused, draw, isList = false }: WindowedRowsProps<Row>) {
  const [window, setWindow] = useState(() => moveWindow(firstWindow, focused));
  const [lastFocused, setLastFocused] = useState(focused);
  if (focused !== lastFocused) {
    setLastFocused(focused);
    setWindow(moveWindow(window, focused));
  }
  const isPrinting = usePrinting();
  const start = isPrinting ? 0 : window.start;
  const end = Math.min(isPrinting ? maxPrinted : window.end, rows.length);
  const more = (direction: "earlier" | "later") => () => {
    setWindow(growWindow(window, direction));
  };
  const Item = isList ? "li" : "div";
  return (
    <>
      {start > 0 && (
        <Item>
          <MoreButton direction="earlier" left={window.start} onMore={more("earlier")} />
        </Item>
      )}
      {rows.slice(start, end).map((row, index) => draw(row, start + index))}
      {end < rows.length && (
        <Item>
          <MoreButton direction="later" left={rows.length - end} onMore={more("later")} />
        </Item>
      )}
      {end < rows.length && (
        <Item className="hidden px-4 py-2 text-xs text-ink-3 print:block">
          Printed: the first {end.toLocaleString("en-US")} of {rows.length.toLocaleString("en-US")}. The downloads have
          all of it.
        </Item>
      )}
    </>
  );
}
