import { Fragment } from "react";
import { Tooltip } from "@/components/ui/tooltip";
import { nameCharacter } from "@/lib/core/diff/name-character";
import { revealInvisible, type RevealedPiece } from "@/lib/core/diff/reveal-invisible";

type Special = Exclude<RevealedPiece, { readonly text: string }>;

const look =
  "mx-px rounded-xs bg-warning-soft px-0.5 font-mono text-2xs text-warning-ink ring-1 ring-warning/40 ring-inset";

/** The mark, and after it what keeps lines and columns where they were. */
function drawSpecial({ kind, label, character }: Special): string {
  if (kind !== "whitespace") return label;
  return character === " " ? label : `${label}${character}`;
}

interface RevealedTextProps {
  readonly text: string;
  /** Spaces, tabs and line ends are shown too: what changed consists of them. */
  readonly hasWhitespace?: boolean;
  /** In changed text each mark says its name on hover and on focus; elsewhere there may be thousands. */
  readonly isChanged?: boolean;
}

/** Text as it is, with a visible mark for every character that a reader would not see or would take for another. */
export function RevealedText({ text, hasWhitespace = false, isChanged = false }: RevealedTextProps) {
  return revealInvisible(text, hasWhitespace).map((piece, index) => {
    if ("text" in piece) return <Fragment key={index}>{piece.text}</Fragment>;
    const name = `${piece.kind === "whitespace" ? "" : `${piece.label} `}${nameCharacter(piece.character)}`;
    if (!isChanged) {
      return (
        <span key={index} title={name} className={look}>
          {drawSpecial(piece)}
        </span>
      );
    }
    return (
      <Tooltip key={index} text={name}>
        <span tabIndex={0} role="img" aria-label={name} className={look}>
          {drawSpecial(piece)}
        </span>
      </Tooltip>
    );
  });
}
