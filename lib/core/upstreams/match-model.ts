/**
 * Whether a model's name fits a pattern, in which `*` stands for any characters. Linear in the name: parts are looked for
 * from left to right, and the first place of each is as good as any.
 */
export function matchModel(pattern: string, model: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return model === pattern;
  if (!model.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = model.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return model.length - last.length >= at && model.endsWith(last);
}
