import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { AppError } from "@/lib/core/errors";
import { maxHeaderBytes, readBrokenHead, type BrokenHead } from "./read-broken-head";
import { explainParserError, serializeAnswer, type WholeAnswer } from "./refusals";

interface Handlers {
  readonly failBody: (request: IncomingMessage, error: AppError) => boolean;
  readonly refuseBroken: (head: BrokenHead | null, error: AppError) => Promise<WholeAnswer>;
}

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
}

/** Node keeps the answer that is being written here; there is no public way to it. */
interface HttpSocket extends Duplex {
  readonly _httpMessage?: (ServerResponse & { readonly req: IncomingMessage }) | null;
}

/** How long a refused client may take to read its answer. */
const lingerMs = 2000;
const refused = new WeakSet<Duplex>();

function close(socket: Duplex, bytes: Buffer): void {
  socket.end(bytes);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  timer.unref();
  socket.once("close", () => {
    clearTimeout(timer);
  });
}

/**
 * Answers what Node's parser refused, once for each connection, which is closed then. Answers of requests before it on the
 * same connection come first: clients take answers in order.
 */
export function answerParserError(error: ParserError, socket: HttpSocket, handlers: Handlers): void {
  if (refused.has(socket)) return;
  const current = socket._httpMessage;
  const isBody = current?.req.complete === false;
  // A request that ends in its middle comes from somebody who left; an answer that has begun cannot be taken back.
  const isGone = !socket.writable || error.code === "ECONNRESET" || error.code === "HPE_INVALID_EOF_STATE";
  if (isGone || (isBody && current.headersSent)) {
    socket.destroy();
    return;
  }
  refused.add(socket);
  const head = isBody ? toHead(current.req) : readBrokenHead(error.rawPacket);
  const why = explainParserError({ code: error.code, hasLine: hasLine(error), isRequest: head !== null });
  if (isBody && handlers.failBody(current.req, why)) return;
  const answer = async (): Promise<void> => {
    const bytes = serializeAnswer(await handlers.refuseBroken(head, why));
    const finish = (): void => {
      const before = socket._httpMessage;
      if (!before || (isBody && !before.headersSent)) close(socket, bytes);
      else if (!before.req.complete) socket.destroy();
      else before.once("finish", finish);
    };
    finish();
  };
  answer().catch(() => socket.destroy());
}

/** Whether the request line is within what may be read. */
function hasLine({ rawPacket }: ParserError): boolean {
  if (rawPacket === undefined) return true;
  const end = rawPacket.indexOf(10);
  return end >= 0 && end < maxHeaderBytes;
}

function toHead({ method, url, rawHeaders }: IncomingMessage): BrokenHead {
  return { method: method ?? "?", target: url ?? "", headers: rawHeaders };
}
