import { AppError } from "@/lib/core/errors";

const empty = new Uint8Array(0);

export interface ReadBodyOptions {
  readonly limitBytes: number;
  readonly idleTimeoutMs: number;
  /** The announced length, when there is one: too long is refused before a byte is read. */
  readonly contentLength: number | null;
  readonly signal: AbortSignal;
}

function tooLarge(limitBytes: number): AppError {
  const limit = `${String(Math.floor(limitBytes / (1024 * 1024)))} MB`;
  return new AppError("body_too_large", `The request body is larger than the limit of ${limit}.`);
}

/** Races one read against the idle timer; one timer for the whole body, moved with every piece. */
function createIdleTimer(idleTimeoutMs: number): {
  readonly expired: Promise<never>;
  readonly touch: () => void;
  stop: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AppError("request_timeout", "The request body stopped arriving."));
    }, idleTimeoutMs);
    timer.unref();
  });
  expired.catch(() => undefined);
  return {
    expired,
    touch: () => timer?.refresh(),
    stop: () => {
      clearTimeout(timer);
    },
  };
}

/**
 * Reads a whole body.
 * @throws AppError `body_too_large`, `request_timeout`
 */
export async function readBody(body: AsyncIterable<Uint8Array>, options: ReadBodyOptions): Promise<Uint8Array> {
  const { limitBytes, contentLength } = options;
  if (contentLength !== null && contentLength > limitBytes) throw tooLarge(limitBytes);
  const idle = createIdleTimer(options.idleTimeoutMs);
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const result = await Promise.race([iterator.next(), idle.expired]);
      if (result.done === true) break;
      idle.touch();
      size += result.value.byteLength;
      if (size > limitBytes) throw tooLarge(limitBytes);
      chunks.push(result.value);
    }
  } finally {
    idle.stop();
  }
  const [first] = chunks;
  if (first === undefined) return empty;
  return chunks.length === 1 ? first : Buffer.concat(chunks, size);
}
