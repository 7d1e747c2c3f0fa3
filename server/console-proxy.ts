import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError, isAppError } from "@/lib/core/errors";
import { refusePlainly } from "./create-refusers";
import { buildConsoleHeaders, dropHopByHop } from "./forwarded-headers";

export interface ConsoleProxy {
  /** The console listens here now; 0 when it does not. */
  readonly setPort: (port: number) => void;
  readonly isUp: () => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** WebSockets of the development server. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends what is still open, such as event streams and WebSockets, which never end by themselves. */
  readonly close: () => void;
}

/** Longest pause between two pieces of a request body. */
const longestPauseMs = 60_000;

/** Hands everything that is not the gateway's to the console, streaming both ways. */
export function createConsoleProxy(pauseMs = longestPauseMs): ConsoleProxy {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const state = { port: 0 };
  const running = new Set<{ readonly destroy: () => void }>();
  const track = (resource: Duplex | ServerResponse): void => {
    running.add(resource);
    resource.once("close", () => running.delete(resource));
  };
  const open = (request: IncomingMessage, headers: string[]) =>
    httpRequest({
      agent: headers.includes("upgrade") ? false : agent,
      host: "127.0.0.1",
      port: state.port,
      method: request.method,
      path: request.url,
      headers,
    });

  return {
    setPort: (port) => {
      state.port = port;
    },
    isUp: () => state.port > 0,
    handle: (request, response) => {
      if (state.port === 0) {
        answerStarting(request, response);
        return;
      }
      if (request.headers.expect !== undefined) response.writeContinue();
      track(response);
      relay(open(request, addBodyFraming(request, buildConsoleHeaders(request))), { request, response, pauseMs });
    },
    handleUpgrade: (request, socket, head) => {
      if (state.port === 0) {
        socket.destroy();
        return;
      }
      const headers = [
        ...buildConsoleHeaders(request),
        "connection",
        "upgrade",
        "upgrade",
        request.headers.upgrade ?? "",
      ];
      track(socket);
      relayUpgrade(open(request, headers), socket, head);
    },
    close: () => {
      for (const resource of running) resource.destroy();
      agent.destroy();
    },
  };
}

/** `transfer-encoding` is ours to say again: dropping it would drop the body's framing. */
function addBodyFraming(request: IncomingMessage, headers: string[]): string[] {
  if (request.headers["transfer-encoding"] !== undefined) headers.push("transfer-encoding", "chunked");
  return headers;
}

/** Tells when the rest of a body does not come. */
function limitPauses(request: IncomingMessage, pauseMs: number, stop: (error: AppError) => void): void {
  if (request.complete) return;
  const timer = setTimeout(() => {
    stop(new AppError("request_timeout", "The request body stopped arriving."));
  }, pauseMs);
  timer.unref();
  const clear = (): void => {
    clearTimeout(timer);
  };
  request
    .on("data", () => timer.refresh())
    .once("end", clear)
    .once("close", clear);
}

interface Relayed {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pauseMs: number;
}

function relay(outgoing: ReturnType<typeof httpRequest>, { request, response, pauseMs }: Relayed): void {
  outgoing.on("response", (incoming) => {
    const headers = dropHopByHop(incoming.rawHeaders, incoming.headers.connection);
    response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, headers);
    response.flushHeaders();
    incoming.pipe(response);
    incoming.on("error", () => {
      response.destroy();
    });
  });
  outgoing.on("error", () => {
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else answerStarting(request, response);
  });
  response.on("close", () => {
    outgoing.destroy();
  });
  const stop = (error: unknown): void => {
    if (isAppError(error)) refusePlainly(request, response, error);
    outgoing.destroy();
  };
  request.on("error", stop);
  limitPauses(request, pauseMs, stop);
  request.pipe(outgoing);
}

function relayUpgrade(outgoing: ReturnType<typeof httpRequest>, socket: Duplex, head: Buffer): void {
  const closeBoth = (): void => {
    socket.destroy();
    outgoing.destroy();
  };
  socket.on("error", closeBoth);
  outgoing.on("error", closeBoth);
  outgoing.on("response", closeBoth);
  outgoing.on("upgrade", (incoming, upstream, upstreamHead) => {
    const lines = pairLines(incoming.rawHeaders);
    socket.write(["HTTP/1.1 101 Switching Protocols", ...lines, "", ""].join("\r\n"));
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    upstream.on("error", closeBoth);
    upstream.on("close", closeBoth);
    socket.on("close", () => upstream.destroy());
    upstream.pipe(socket).pipe(upstream);
  });
  outgoing.end();
}

function pairLines(rawHeaders: readonly string[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index] ?? ""}: ${rawHeaders[index + 1] ?? ""}`);
  }
  return lines;
}

const startingPage = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Diffract</title>
<p style="font:16px system-ui;margin:20vh auto;max-width:30em">The console is starting. This page reloads by itself.`;
const startingError = { error: { code: "overloaded", message: "The console is starting. Try again in a moment." } };

function answerStarting(request: IncomingMessage, response: ServerResponse): void {
  const isPage = request.headers.accept?.includes("text/html") === true;
  const body = isPage ? startingPage : JSON.stringify(startingError);
  const type = isPage ? "text/html; charset=utf-8" : "application/json";
  response.writeHead(503, { "content-type": type, "retry-after": "1", "cache-control": "no-store" });
  response.end(body);
}
