import { connect, type Socket } from "node:net";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly reason: string;
  /** By lower-case name; the last of each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function readChunked(text: string): { body: string; rest: string } | null {
  let body = "";
  for (let at = 0; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (text.length < end + 2) return null;
    if (size === 0) return { body, rest: text.slice(end + 2) };
    body += text.slice(lineEnd + 2, end);
    at = end + 2;
  }
}

function readBody(head: string, text: string, isOver: boolean): { body: string; rest: string } | null {
  if (/^HTTP\/1\.1 (?:1\d\d|204|304)/.test(head)) return { body: "", rest: text };
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) {
    const size = Number(length);
    return text.length < size ? null : { body: text.slice(0, size), rest: text.slice(size) };
  }
  if (/^transfer-encoding: *chunked/im.test(head)) return readChunked(text);
  return isOver ? { body: text, rest: "" } : null;
}

/** A connection on which a test says exactly what it wants, byte by byte. */
export class RawConnection {
  /** What came and was not read as an answer yet, one character for each byte. */
  private text = "";
  private isOver = false;
  private readonly socket: Socket;
  private wake: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (chunk: Buffer) => {
      this.text += chunk.toString("latin1");
      this.wake();
    });
    const finish = (): void => {
      this.isOver = true;
      this.wake();
    };
    this.socket.on("end", finish).on("close", finish);
    this.socket.on("error", () => undefined);
  }

  write(bytes: string | Buffer): void {
    if (!this.socket.destroyed) this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** Reads nothing more, so that what is sent piles up on the way. */
  pause(): void {
    this.socket.pause();
  }

  /** Says that nothing more comes. */
  end(): void {
    this.socket.end();
  }

  /** The next answer; `null` when the connection ends without one. */
  async readAnswer(): Promise<RawAnswer | null> {
    for (;;) {
      const answer = this.takeAnswer();
      if (answer !== null) return answer;
      if (this.isOver) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Resolves when the other side has closed. @returns what came and belongs to no answer */
  async waitForClose(): Promise<string> {
    while (!this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.text;
  }

  close(): void {
    this.socket.destroy();
  }

  private takeAnswer(): RawAnswer | null {
    const headEnd = this.text.indexOf("\r\n\r\n");
    if (headEnd < 0) return null;
    const head = this.text.slice(0, headEnd);
    const read = readBody(head, this.text.slice(headEnd + 4), this.isOver);
    if (read === null) return null;
    this.text = read.rest;
    const headers: Record<string, string> = {};
    for (const line of head.split("\r\n").slice(1)) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const [first = ""] = head.split("\r\n");
    return { status: Number(first.slice(9, 12)), reason: first.slice(13), headers, body: read.body };
  }
}
