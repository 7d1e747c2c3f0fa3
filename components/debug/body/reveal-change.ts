import type { NumberedChange } from "@/lib/core/format/compared";

const marked = "data-focused-line";

/** The line of the JSON viewer that shows a change: it knows no paths, so the text is looked for among its marked lines. */
function findJsonLine(change: NumberedChange): Element | null {
  const section = document.getElementById(`${change.hook}-body`);
  const lines = [...(section?.querySelectorAll("tr") ?? [])].filter((line) => line.querySelector("ins, del") !== null);
  const text = (change.to === "" ? change.from : change.to).split("\n")[0]?.trim().slice(0, 80) ?? "";
  return lines.find((line) => text !== "" && line.textContent.includes(text)) ?? lines[0] ?? null;
}

/** Brings a change into view, in whatever view is open. */
export function revealChange(change: NumberedChange): void {
  for (const old of document.querySelectorAll(`[${marked}]`)) old.removeAttribute(marked);
  const places = ["row", "final", "original"].map((place) => `change-${change.number}-${place}`);
  const shown = places
    .map((id) => document.getElementById(id))
    .find((element) => element !== null && element.getClientRects().length > 0);
  const target = shown ?? findJsonLine(change);
  target?.setAttribute(marked, "");
  target?.scrollIntoView({ block: "center", behavior: "instant" });
}
