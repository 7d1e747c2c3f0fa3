const longDigits = 16;
const longExponent = 3;
const plainInteger = /^-?\d+$/;
const numberAt = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function hasLongExponent(bytes: Uint8Array, from: number): boolean {
  const sign = bytes[from];
  let at = sign === 0x2b || sign === 0x2d ? from + 1 : from;
  for (let digits = 0; digits < longExponent; digits++) if (!isDigit(bytes[at++])) return false;
  return true;
}

/** Whether there is a run of digits or an exponent so long that numbers deserve a closer look; most bodies have neither. */
export function hasLongNumber(bytes: Uint8Array): boolean {
  let digits = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x3a && byte > 0x2f) {
      digits += 1;
      if (digits === longDigits) return true;
    } else if (digits > 0) {
      if ((byte | 0x20) === 0x65 && hasLongExponent(bytes, at + 1)) return true;
      digits = 0;
    }
  }
  return false;
}

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
