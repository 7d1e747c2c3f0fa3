import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

const maxHeaderBytes = 16 * 1024;
const headersTimeoutMs = 15_000;
/** Longer than the idle timeout of common load balancers, so that they close first. */
const keepAliveTimeoutMs = 65_000;

const parserErrors: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Node's server with our limits. What no handler may see (bad framing, two hosts, TRACE, CONNECT) is answered here. */
export function createPublicServer(handle: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headersTimeoutMs,
      // Long bodies are limited by the gateway's own pause limit; a whole-request limit would cut slow uploads.
      requestTimeout: 0,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      const problem = findProblem(request);
      if (problem === null) handle(request, response);
      else refuse(response, problem);
    },
  );
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    socket.end("HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const status = parserErrors[error.code ?? ""] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  return server;
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function findProblem(request: IncomingMessage): Problem | null {
  if (request.method === "TRACE") {
    return { status: 405, code: "method_not_allowed", message: "TRACE is not allowed." };
  }
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
  return hosts > 1
    ? { status: 400, code: "invalid_request", message: "The request names its host more than once." }
    : null;
}

function refuse(response: ServerResponse, { status, code, message }: Problem): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ error: { code, message } }));
}

/**
 * Stops taking connections and waits for the answers in flight; cuts what is left at the deadline.
 * Idle keep-alive connections are closed at once.
 */
export async function drainServer(server: Server, deadlineMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, 50);
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, deadlineMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
