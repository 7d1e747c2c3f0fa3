/**
 * Shows focus of a scrolling box whose children would hide its own outline. Place it right after the box, inside a
 * relative parent; the box needs `peer` and `outline-none`.
 */
export function FocusFrame() {
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 z-20 hidden border-2 border-focus peer-focus-visible:block"
    />
  );
}
