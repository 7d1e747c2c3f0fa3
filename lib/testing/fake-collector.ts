import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import { gunzipSync } from "node:zlib";
import { parseSpans, type ParsedSpan } from "@/lib/core/traces/parse-spans";
import { readOtlpProtobuf } from "@/lib/core/traces/read-otlp-protobuf";
import { listenOnLoopback } from "./listen-on-loopback";

export interface CollectedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly spans: readonly ParsedSpan[];
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface FakeCollector {
  readonly url: string;
  readonly requests: CollectedRequest[];
  /** Spans of requests that were answered with 200. */
  readonly taken: ParsedSpan[];
  readonly close: () => Promise<void>;
}

/** Answers the request, or leaves it open. Without an answer of its own it is 200. */
export type CollectorAnswer = (response: ServerResponse, request: CollectedRequest, index: number) => boolean;

function decode(headers: IncomingHttpHeaders, body: Buffer): unknown {
  const plain = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  return headers["content-type"] === "application/json" ? JSON.parse(plain.toString()) : readOtlpProtobuf(plain);
}

/**
 * A collector on loopback that reads what it gets.
 * @param answer says whether it has answered (or will not)
 * @param tls makes it an https server
 */
export async function startFakeCollector(
  answer: CollectorAnswer = () => false,
  tls: ServerOptions | null = null,
): Promise<FakeCollector> {
  const requests: CollectedRequest[] = [];
  const taken: ParsedSpan[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { spans } = parseSpans(decode(request.headers, Buffer.concat(chunks)));
      const seen = { path: request.url ?? "", headers: request.headers, spans, at: Date.now() };
      requests.push(seen);
      if (answer(response, seen, requests.length - 1)) return;
      taken.push(...spans);
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  const port = await listenOnLoopback(server);
  return {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${String(port)}/v1/traces`,
    requests,
    taken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
