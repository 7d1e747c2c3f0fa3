import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { HeaderList, ProviderDefinition } from "@/lib/core/contracts/provider";
import { serveOnLoopback } from "./serve-on-loopback";

export interface ServedProvider {
  /** Without `/v1`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

function toHeaderList(request: IncomingMessage): HeaderList {
  return Object.entries(request.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
}

async function respond(
  provider: ProviderDefinition,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const abort = new AbortController();
  response.on("close", () => {
    abort.abort();
  });
  try {
    const answer = await provider.answer?.({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: toHeaderList(request),
      body: request.method === "POST" ? await buffer(request) : null,
      signal: abort.signal,
    });
    if (answer === undefined) throw new Error(`The provider ${provider.id} does not answer by itself.`);
    response.writeHead(answer.status, answer.headers.flat());
    for await (const chunk of answer.body) response.write(chunk);
    response.end();
  } catch {
    response.destroy();
  }
}

/** Puts a provider that answers inside the process behind a real HTTP server, for real clients. */
export async function serveProvider(provider: ProviderDefinition): Promise<ServedProvider> {
  return serveOnLoopback((request, response) => respond(provider, request, response));
}
