const maxLength = 256;

/** A short text from outside, fit for a column and a page, or `null` when there is none. */
export function cleanAttribute(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value
    .replace(/[\u0000-\u001f\u007f]/g, "")
    .trim()
    .slice(0, maxLength);
  return text === "" ? null : text;
}
