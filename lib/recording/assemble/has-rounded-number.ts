/** Only texts with a long run of digits or a long exponent are walked. */
const suspectNumber = /\d{16}|\d[eE][+-]?\d{3}/;
const plainInteger = /^-?\d+$/;
const numberAt = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function isRounded(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return true;
  return plainInteger.test(token) && !Number.isSafeInteger(value) && String(value) !== token;
}

/** The index after the string that begins at `start`. */
function skipString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) return text.length;
    let backslashes = 0;
    while (text.charAt(end - 1 - backslashes) === "\\") backslashes += 1;
    at = end + 1;
    if (backslashes % 2 === 0) return at;
  }
}

/** Whether JSON text holds a number that JavaScript reads as another: an integer beyond 2^53, or what overflows. */
export function hasRoundedNumber(text: string): boolean {
  if (!suspectNumber.test(text)) return false;
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      at = skipString(text, at);
      continue;
    }
    numberAt.lastIndex = at;
    const token = numberAt.exec(text)?.[0];
    if (token !== undefined && isRounded(token)) return true;
    at += token?.length ?? 1;
  }
  return false;
}
