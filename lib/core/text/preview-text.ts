const previewLength = 160;

/** White space that is more, or other, than one space. */
const longWhiteSpace = /\s\s|[^\S ]/;

function toLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The first words of a text on one line, cut at a word where one is near; `null` when there is nothing to show. */
export function previewText(text: string | null): string | null {
  if (text === null) return null;
  const head = text.slice(0, previewLength * 2);
  const line = longWhiteSpace.test(head) ? toLine(text.slice(0, previewLength * 8)) : head.trim();
  if (line === "") return null;
  if (line.length <= previewLength) return line;
  const cut = line.slice(0, previewLength).replace(/[\ud800-\udbff]$/, "");
  const space = cut.lastIndexOf(" ");
  return `${space > previewLength * 0.75 ? cut.slice(0, space) : cut}…`;
}

/** How a call of tools reads in a preview. */
export function previewToolCalls(names: readonly string[]): string | null {
  return names.length === 0 ? null : previewText(`Calls ${names.join(", ")}`);
}
