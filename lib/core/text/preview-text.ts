const previewLength = 160;

/** The first words of a text on one line, cut at a word where one is near; `null` when there is nothing to show. */
export function previewText(text: string | null): string | null {
  if (text === null) return null;
  const line = text
    .slice(0, previewLength * 8)
    .replace(/\s+/g, " ")
    .trim();
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
