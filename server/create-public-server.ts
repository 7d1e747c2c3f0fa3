import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AppError, isAppError } from "@/lib/core/errors";
import { checkRequest } from "./check-request";
import { answerParserError } from "./answer-parser-error";
import { maxHeaderBytes, type BrokenHead } from "./read-broken-head";
import { serializeAnswer, type WholeAnswer } from "./refusals";

export interface PublicServerTimes {
  /** For the head of a request; it is looked at each `checkMs`. */
  readonly headersMs: number;
  readonly checkMs: number;
}

/** Together 20 s at most, until a client that never ends its headers is cut off. */
export const publicServerTimes: PublicServerTimes = { headersMs: 15_000, checkMs: 5_000 };

/** Longer than the idle timeout of common load balancers, so that they close first. */
const keepAliveMs = 65_000;

/** Who answers what comes in at the public port. */
export interface PublicHandlers {
  readonly isGatewayPath: (target: string) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers a request that may not be served. */
  readonly refuse: (request: IncomingMessage, response: ServerResponse, error: AppError) => void;
  /** Tells whoever reads a body that its framing broke. Returns whether they will answer. */
  readonly failBody: (request: IncomingMessage, error: AppError) => boolean;
  /** The answer to something that the parser refused; `null` when it shows nothing. */
  readonly refuseBroken: (head: BrokenHead | null, error: AppError) => Promise<WholeAnswer>;
}

/** Node's server with our limits: what no handler may see (bad framing, two hosts, TRACE, CONNECT) ends here. */
export function createPublicServer(handlers: PublicHandlers, times: PublicServerTimes = publicServerTimes): Server {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    try {
      checkRequest(request, handlers.isGatewayPath);
    } catch (error) {
      if (!isAppError(error)) throw error;
      handlers.refuse(request, response, error);
      return;
    }
    handlers.handle(request, response);
  };
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: times.headersMs,
      // Long bodies are limited by the gateway's own pause limit; a whole-request limit would cut slow uploads.
      requestTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: times.checkMs,
      // Refused by us, in the caller's dialect.
      requireHostHeader: false,
    },
    serve,
  );
  // Node would cut the list off silently; too many are refused instead.
  server.maxHeadersCount = 0;
  // Whoever asks first is answered before the body is sent: 100 comes when the body is wanted.
  server.on("checkContinue", serve);
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    handlers.refuse(request, response, new AppError("expectation_failed", "Only 100-continue can be expected."));
  });
  server.on("connect", (request: IncomingMessage, socket) => {
    const head = { method: "CONNECT", target: request.url ?? "", headers: request.rawHeaders };
    const error = new AppError("method_not_allowed", "CONNECT is not allowed.");
    handlers.refuseBroken(head, error).then(
      (answer) => socket.end(serializeAnswer(answer)),
      () => socket.destroy(),
    );
  });
  server.on("clientError", (error, socket) => {
    answerParserError(error, socket, handlers);
  });
  return server;
}

export interface DrainOptions {
  /** How long calls in flight may go on. */
  readonly finishMs: number;
  /** Asks those that have not ended by then to end, for a moment longer. */
  readonly onDeadline?: () => void;
}

/** For the last words of calls that are told to end. */
const lastWordsMs = 1000;

/**
 * Stops taking connections and waits for the answers in flight; cuts what is left at the deadline.
 * Idle keep-alive connections are closed at once.
 */
export async function drainServer(server: Server, { finishMs, onDeadline }: DrainOptions): Promise<void> {
  const timers: NodeJS.Timeout[] = [];
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const cut = (): void => {
    server.closeAllConnections();
  };
  const end = (): void => {
    onDeadline?.();
    timers.push(setTimeout(cut, lastWordsMs));
  };
  timers.push(setTimeout(onDeadline === undefined ? cut : end, finishMs));
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
  clearInterval(sweep);
  for (const timer of timers) clearTimeout(timer);
}
