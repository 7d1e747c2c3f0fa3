import { Agent, type Dispatcher, errors } from "undici";
import { AppError } from "@/lib/core/errors";
import { ByteQueue } from "./byte-queue";
import type { GatewayLimits, RawUpstreamResponse, UpstreamClient, UpstreamClientRequest } from "./gateway-types";

const highWaterBytes = 256 * 1024;

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
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return new AppError("upstream_malformed", "The upstream's answer was not valid HTTP.", undefined, { cause: error });
  }
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return new AppError("upstream_unreachable", `The upstream could not be reached${code}.`, undefined, { cause: error });
}

function decodeRawHeaders(raw: readonly (Buffer | string)[]): string[] {
  return raw.map((part) => (typeof part === "string" ? part : part.toString("latin1")));
}

interface RawHeadersController {
  readonly rawHeaders?: readonly (Buffer | string)[] | null;
}

/** undici calls these; the queue turns pushes into pulls, pausing the socket when the client is slow. */
function createDispatchHandler(
  request: UpstreamClientRequest,
  settle: { resolve: (response: RawUpstreamResponse) => void; reject: (error: unknown) => void },
): Dispatcher.DispatchHandler {
  let queue: ByteQueue | null = null;
  let release = (): void => undefined;
  return {
    onRequestStart(controller) {
      const stop = (): void => {
        controller.abort(new errors.RequestAbortedError());
      };
      release();
      if (request.abort.aborted) stop();
      else release = request.abort.onAbort(stop);
    },
    onResponseStart(controller, status) {
      if (status < 200) return;
      queue = new ByteQueue(highWaterBytes, {
        onFull: () => {
          controller.pause();
        },
        onDrained: () => {
          controller.resume();
        },
        onAbandoned: () => {
          controller.abort(new errors.RequestAbortedError());
        },
      });
      const raw = (controller as RawHeadersController).rawHeaders ?? [];
      settle.resolve({ status, headers: decodeRawHeaders(raw), body: queue });
    },
    onResponseData(_controller, chunk) {
      queue?.push(chunk);
    },
    onResponseEnd() {
      release();
      queue?.end();
    },
    onResponseError(_controller, error) {
      release();
      if (queue === null) settle.reject(request.abort.aborted ? error : toUpstreamError(error));
      else queue.fail(error);
    },
  };
}

/** Connections to upstreams: kept alive, never redirected, never decoded, no timeout between bytes (reasoning is slow). */
export function createUpstreamClient(limits: GatewayLimits): UpstreamClient {
  const agent = new Agent({
    headersTimeout: limits.upstreamHeadersTimeoutMs,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    connect: { timeout: limits.upstreamConnectTimeoutMs },
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
        try {
          agent.dispatch(options, createDispatchHandler(request, { resolve, reject }));
        } catch (error) {
          reject(toUpstreamError(error));
        }
      }),
    close: () => agent.destroy(),
  };
}
