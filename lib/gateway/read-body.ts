import { AppError } from "@/lib/core/errors";
import type { IncomingBody } from "./gateway-types";

const empty = new Uint8Array(0);

export interface ReadBodyOptions {
  readonly limitBytes: number;
  readonly idleTimeoutMs: number;
  /** The announced length, when there is one: too long is refused before a byte is read. */
  readonly contentLength: number | null;
}

function tooLarge(limitBytes: number): AppError {
  const limit = `${String(Math.floor(limitBytes / (1024 * 1024)))} MB`;
  return new AppError("body_too_large", `The request body is larger than the limit of ${limit}.`);
}

/** The pieces of a body on their way in, and the timer that gives up when no more come. */
export class BodyCollector {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;
  private readonly timer: NodeJS.Timeout;

  /** @param onIdle told, once, that pieces stopped coming */
  constructor(
    private readonly limitBytes: number,
    idleTimeoutMs: number,
    onIdle: (error: AppError) => void,
  ) {
    this.timer = setTimeout(() => {
      onIdle(new AppError("request_timeout", "The request body stopped arriving."));
    }, idleTimeoutMs);
    this.timer.unref();
  }

  /** @throws AppError `body_too_large` */
  add(chunk: Uint8Array): void {
    this.timer.refresh();
    this.size += chunk.byteLength;
    requireSize(this.size, this.limitBytes);
    this.chunks.push(chunk);
  }

  /** Everything that came, in one piece. */
  join(): Uint8Array {
    const [first] = this.chunks;
    if (first === undefined) return empty;
    return this.chunks.length === 1 ? first : Buffer.concat(this.chunks, this.size);
  }

  /** Must be called, however it ended. */
  stop(): void {
    clearTimeout(this.timer);
  }
}

/** @throws AppError `body_too_large` */
export function requireSize(bytes: number, limitBytes: number): void {
  if (bytes > limitBytes) throw tooLarge(limitBytes);
}

/**
 * Reads a whole body.
 * @throws AppError `body_too_large`, `request_timeout`
 */
export function readBody(body: IncomingBody, options: ReadBodyOptions): Uint8Array | Promise<Uint8Array> {
  const { limitBytes, idleTimeoutMs, contentLength } = options;
  if (contentLength !== null) requireSize(contentLength, limitBytes);
  return body.read(limitBytes, idleTimeoutMs);
}
