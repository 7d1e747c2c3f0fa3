/** Rows that are drawn at once; the others wait behind a button. */
export const windowSize = 40;
/** Rows before the one that somebody jumps to. */
const leadingRows = 10;

export interface TurnWindow {
  readonly start: number;
  readonly end: number;
}

export const firstWindow: TurnWindow = { start: 0, end: windowSize };

/** The window itself when it shows the row, or another one around it: never all rows in between. */
export function moveWindow(window: TurnWindow, row: number): TurnWindow {
  if (row < 0 || (row >= window.start && row < window.end)) return window;
  const start = Math.max(0, row - leadingRows);
  return { start, end: start + windowSize };
}

/** The window with more rows at one end. */
export function growWindow({ start, end }: TurnWindow, direction: "earlier" | "later"): TurnWindow {
  return direction === "earlier" ? { start: Math.max(0, start - windowSize), end } : { start, end: end + windowSize };
}
