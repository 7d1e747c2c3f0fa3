import { Fragment } from "react";
import { revealInvisible } from "@/lib/core/diff/reveal-invisible";

/** Text as it is, with a visible mark for every character that a reader would not see. */
export function RevealedText({ text }: { readonly text: string }) {
  return revealInvisible(text).map((piece, index) =>
    "text" in piece ? (
      <Fragment key={index}>{piece.text}</Fragment>
    ) : (
      <span
        key={index}
        title={`Invisible character ${piece.label}`}
        className="mx-px rounded-xs bg-warning-soft px-0.5 font-mono text-2xs text-warning-ink ring-1 ring-warning/40 ring-inset"
      >
        {piece.label}
      </span>
    ),
  );
}
