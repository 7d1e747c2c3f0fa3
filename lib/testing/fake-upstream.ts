import type { IncomingMessage, ServerResponse } from "node:http";
import { serveOnLoopback } from "./serve-on-loopback";

/** One request as the fake upstream got it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Milliseconds (epoch) when the connection closed before the answer was complete. */
  closedAt: number | null;
}

export interface FakeUpstream {
  readonly url: string;
  readonly seen: SeenRequest[];
  readonly close: () => Promise<void>;
}

export type UpstreamBehaviour = (
  response: ServerResponse,
  seen: SeenRequest,
  request: IncomingMessage,
) => void | Promise<void>;

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A real HTTP server on loopback that remembers what it was asked and answers as told. */
export async function startFakeUpstream(behave: UpstreamBehaviour): Promise<FakeUpstream> {
  const seen: SeenRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    const entry: SeenRequest = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.rawHeaders,
      body,
      closedAt: null,
    };
    seen.push(entry);
    response.on("close", () => {
      if (!response.writableFinished) entry.closedAt = Date.now();
    });
    await behave(response, entry, request);
  };
  const { url, close } = await serveOnLoopback(answer);
  return { url, seen, close };
}
