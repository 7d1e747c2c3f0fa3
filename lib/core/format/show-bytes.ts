/** How bytes are shown: as the text that they are, or as numbers. */
export type BytesForm = "text" | "hex";

export interface ShownBytes {
  readonly form: BytesForm;
  readonly text: string;
  /** Bytes that the text shows; a character that was cut at the end is left for the next piece. */
  readonly length: number;
}

const bytesPerRow = 16;
/** Controls that no text has, but for tab, line ends, form feed and escape. */
const control = /[\0-\u0008\u000e-\u001a\u001c-\u001f]/;

/** Bytes at the end that begin a character without finishing it. */
function countCut(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function readText(bytes: Uint8Array): ShownBytes | null {
  const whole = bytes.subarray(0, bytes.length - countCut(bytes));
  // Half a character at the very end of a body is not text.
  if (whole.length === 0 && bytes.length > 0) return null;
  try {
    // The mark at the beginning is one of the bytes: it is shown.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(whole);
    return control.test(text) ? null : { form: "text", text, length: whole.length };
  } catch {
    return null;
  }
}

function printRow(row: Uint8Array, offset: number): string {
  const digits = Array.from(row, (byte) => byte.toString(16).padStart(2, "0"));
  const halves = [digits.slice(0, 8).join(" "), digits.slice(8).join(" ")].join("  ").padEnd(49);
  const characters = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join(
    "",
  );
  return `${offset.toString(16).padStart(8, "0")}  ${halves}  |${characters}|`;
}

function printHex(bytes: Uint8Array, offset: number): ShownBytes {
  const rows = Array.from({ length: Math.ceil(bytes.length / bytesPerRow) }, (_, index) => {
    const at = index * bytesPerRow;
    return printRow(bytes.subarray(at, at + bytesPerRow), offset + at);
  });
  return { form: "hex", text: rows.join("\n"), length: bytes.length };
}

/**
 * A piece of a body as a reader can look at it: as text where it is text, else as hexadecimal numbers with their characters.
 * @param offset where the piece begins in the body
 * @param form `hex` to see the numbers of a text
 */
export function showBytes(bytes: Uint8Array, offset: number, form: BytesForm): ShownBytes {
  return (form === "text" ? readText(bytes) : null) ?? printHex(bytes, offset);
}
