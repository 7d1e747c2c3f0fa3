/** What can be made out of a request that the parser refused. */
export interface BrokenHead {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn, of the lines that are in order. */
  readonly headers: readonly string[];
}

/** Of request line and headers together. */
export const maxHeaderBytes = 16 * 1024;
const longestTarget = 2000;
/** The rest of the line may be what is wrong. */
const requestLine = /^(?:\r?\n)*([A-Za-z]{1,20}) ((?:\/|https?:\/\/)[!-~]*)/;
const headerLine = /^([!#$%&'*+.^_`|~\w-]{1,256}):[ \t]*([ -~]*?)[ \t]*$/;

/** Who asked for what, as far as a refused packet shows it: enough to answer in the right dialect and to record it. */
export function readBrokenHead(packet: Uint8Array | undefined): BrokenHead | null {
  if (packet === undefined) return null;
  const text = Buffer.from(packet.buffer, packet.byteOffset, Math.min(packet.byteLength, maxHeaderBytes)).toString(
    "latin1",
  );
  const line = requestLine.exec(text);
  if (line === null) return null;
  const headers: string[] = [];
  for (const each of text.slice(line[0].length).split("\n").slice(1)) {
    const trimmed = each.replace(/\r$/, "");
    if (trimmed === "") break;
    const match = headerLine.exec(trimmed);
    if (match !== null) headers.push(match[1] ?? "", match[2] ?? "");
  }
  return { method: line[1] ?? "", target: (line[2] ?? "").slice(0, longestTarget), headers };
}
