/** What part of the time axis is shown, as shares from 0 to 1. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export const wholeWindow: TimeWindow = { from: 0, to: 1 };

const narrowest = 1e-5;

/** A window inside the axis, however it was made. */
export function clampWindow({ from, to }: TimeWindow): TimeWindow {
  const width = Math.min(1, Math.max(narrowest, Math.abs(to - from)));
  const left = Math.min(Math.max(0, Math.min(from, to)), 1 - width);
  return { from: left, to: left + width };
}

/** @param factor below 1 shows less, above 1 shows more, around the middle */
export function zoomWindow({ from, to }: TimeWindow, factor: number): TimeWindow {
  const middle = (from + to) / 2;
  const half = ((to - from) / 2) * factor;
  return clampWindow({ from: middle - half, to: middle + half });
}

/** @param share how far, in widths of the window; negative is earlier */
export function panWindow({ from, to }: TimeWindow, share: number): TimeWindow {
  const width = to - from;
  const left = Math.min(Math.max(0, from + width * share), 1 - width);
  return { from: left, to: left + width };
}

/** Where a share of the whole axis lies in the window: below 0 and above 1 is outside. */
export function toWindow({ from, to }: TimeWindow, share: number): number {
  return (share - from) / (to - from);
}
