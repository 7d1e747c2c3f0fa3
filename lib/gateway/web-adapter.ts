import type { Gateway, OutgoingCall } from "./gateway-types";

function toTarget(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** DOM typings do not know that readable streams are iterable; Node's and Next's are. */
async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const result = await reader.read();
    if (result.done) return;
    yield result.value;
  }
}

/** Pulls from the body only when the client reads; cancelling it ends the call. */
function toStream(body: AsyncIterable<Uint8Array>, abort: () => void): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const result = await iterator.next();
        if (result.done === true) controller.close();
        else controller.enqueue(result.value);
      },
      async cancel() {
        abort();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function toHeaders(flat: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < flat.length; at += 2) headers.append(flat[at] ?? "", flat[at + 1] ?? "");
  return headers;
}

/** Next compresses event streams unless told not to, which would change bytes and delay events. */
function forbidTransform(headers: Headers): void {
  const control = headers.get("cache-control");
  if (control?.includes("no-transform") === true) return;
  headers.set("cache-control", control === null ? "no-transform" : `${control}, no-transform`);
}

function toResponse({ status, headers: flat, body }: OutgoingCall, abort: () => void): Response {
  const headers = toHeaders(flat);
  if (status === 204 || status === 304 || body === null) return new Response(null, { status, headers });
  if (body instanceof Uint8Array) return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
  forbidTransform(headers);
  return new Response(toStream(body, abort), { status, headers });
}

/** Serves Web requests (Next route handlers) through the same gateway. */
export async function handleWebRequest(gateway: Gateway, request: Request): Promise<Response> {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  if (request.signal.aborted) stop();
  else request.signal.addEventListener("abort", stop, { once: true });
  const answer = await gateway.handle({
    method: request.method,
    target: toTarget(request.url),
    headers: [...request.headers].flat(),
    body: request.body === null ? null : readStream(request.body),
    signal: abort.signal,
  });
  return toResponse(answer, stop);
}
