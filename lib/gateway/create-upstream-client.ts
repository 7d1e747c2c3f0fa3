import type { Socket } from "node:net";
import { Agent, buildConnector, type Dispatcher, errors } from "undici";
import { AppError } from "@/lib/core/errors";
import { ByteQueue } from "./byte-queue";
import type { CallAbort } from "./call-abort";
import type { ConnectionWatch, GatewayLimits, RawUpstreamResponse, UpstreamClient } from "./gateway-types";

const highWaterBytes = 256 * 1024;

const malformed = [errors.HTTPParserError, errors.HeadersOverflowError, errors.ResponseContentLengthMismatchError];

/** Why upstream could not be had, in words that carry no address and no key. */
function toUpstreamError(error: unknown): AppError {
  if (error instanceof errors.HeadersTimeoutError) {
    return new AppError("upstream_timeout", "The upstream did not answer in time.", undefined, { cause: error });
  }
  if (error instanceof errors.ConnectTimeoutError) {
    return new AppError("upstream_unreachable", "Connecting to the upstream took too long.", undefined, {
      cause: error,
    });
  }
  if (malformed.some((kind) => error instanceof kind)) {
    return new AppError("upstream_malformed", "The upstream's answer was not valid HTTP.", undefined, { cause: error });
  }
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return new AppError("upstream_unreachable", `The upstream could not be reached${code}.`, undefined, { cause: error });
}

/** Other bytes may not stand in a status line. */
const plainReason = /^[\t -~]*$/;

function decodeRawHeaders(raw: readonly (Buffer | string)[]): string[] {
  const headers: string[] = [];
  for (const part of raw) headers.push(typeof part === "string" ? part : part.toString("latin1"));
  return headers;
}

interface Settle {
  readonly resolve: (response: RawUpstreamResponse) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One exchange; undici calls it. The queue turns pushes into pulls, pausing the socket when the client is slow. This is the
 * older of undici's two forms of handler: the newer one makes an object of all headers that nobody here would read.
 */
class Exchange implements Dispatcher.DispatchHandler {
  private queue: ByteQueue | null = null;
  private isPaused = false;
  private stop = (): void => undefined;
  private proceed = (): void => undefined;
  private release = (): void => undefined;

  constructor(
    private readonly abort: CallAbort,
    private readonly settle: Settle,
    private readonly watch: ConnectionWatch | undefined,
  ) {}

  /** The request has got its connection and is written now. */
  onConnect(abort: (error?: Error) => void): void {
    this.watch?.mark("upstream_sent");
    this.stop = () => {
      abort(new errors.RequestAbortedError());
    };
    this.release();
    if (this.abort.aborted) this.stop();
    else this.release = this.abort.onAbort(this.stop);
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, reason: string): boolean {
    if (status < 200) return true;
    this.proceed = resume;
    this.queue = new ByteQueue(highWaterBytes, this);
    const response = { status, headers: decodeRawHeaders(raw), body: this.queue };
    this.settle.resolve(plainReason.test(reason) ? { ...response, reason } : response);
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.queue?.push(chunk);
    return !this.isPaused;
  }

  onComplete(): void {
    this.release();
    this.queue?.end();
  }

  onError(error: Error): void {
    this.release();
    if (this.queue === null) this.settle.reject(this.abort.aborted ? error : toUpstreamError(error));
    else this.queue.fail(error);
  }

  onFull(): void {
    this.isPaused = true;
  }

  onDrained(): void {
    this.isPaused = false;
    this.proceed();
  }

  onAbandoned(): void {
    this.stop();
  }
}

/** What happens to a connection that is opened, and how the record calls it. */
const steps = [
  ["lookup", "connect_dns"],
  ["connect", "connect_tcp"],
  ["secureConnect", "connect_tls"],
] as const;

type OpenSocket = (...connection: Parameters<buildConnector.connector>) => Socket;

/**
 * Opens connections, and tells the call that each is opened for. undici asks for one while it takes a request in, before
 * `dispatch` returns, so the call that waits is the one being dispatched.
 */
function watchConnections(limits: GatewayLimits, findWaiting: () => ConnectionWatch | undefined) {
  // Its types do not say that it answers the socket.
  const open = buildConnector({ timeout: limits.upstreamConnectTimeoutMs }) as unknown as OpenSocket;
  const connect: buildConnector.connector = (options, callback) => {
    const watch = findWaiting();
    if (watch === undefined) {
      open(options, callback);
      return;
    }
    watch.mark("connect_start");
    const marks = steps.map(([event, timing]) => {
      return [
        event,
        () => {
          watch.mark(timing);
        },
      ] as const;
    });
    const socket = open(options, (...result) => {
      // The connection outlives the call that it was opened for, which must not live as long.
      for (const [event, mark] of marks) socket.off(event, mark);
      callback(...result);
    });
    // Before undici's own listeners, which send the request.
    for (const [event, mark] of marks) socket.prependOnceListener(event, mark);
  };
  return connect;
}

/** Connections to upstreams: kept alive, never redirected, never decoded, no timeout between bytes (reasoning is slow). */
export function createUpstreamClient(limits: GatewayLimits): UpstreamClient {
  let waiting: ConnectionWatch | undefined;
  const agent = new Agent({
    headersTimeout: limits.upstreamHeadersTimeoutMs,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    connect: watchConnections(limits, () => waiting),
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const options: Dispatcher.DispatchOptions = {
          origin: request.origin,
          path: request.path,
          method: request.method,
          headers: request.headers,
          body: request.body,
        };
        waiting = request.watch;
        try {
          agent.dispatch(options, new Exchange(request.abort, { resolve, reject }, request.watch));
        } catch (error) {
          reject(toUpstreamError(error));
        } finally {
          waiting = undefined;
        }
      }),
    close: () => agent.destroy(),
  };
}
