import { CallAbort } from "./call-abort";
import type { Gateway, IncomingBody, OutgoingCall, PipedBody } from "./gateway-types";
import { BodyCollector } from "./read-body";

/**
 * Next resolves and re-encodes URLs; the server in front of it (`server/console.ts`) says in this header what was really asked.
 * Elsewhere a client could set it, which gains it nothing: its call is then served as one to that path.
 */
const rawTargetHeader = "x-diffract-target";
/** The header list as it was spelled, from the same server: Web headers lose case and order. As harmless elsewhere. */
const rawHeadersHeader = "x-diffract-headers";

function isHeaderList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length % 2 === 0 && value.every((part) => typeof part === "string");
}

/** The client's headers as a flat list. What our own server added is not the client's, so it is not recorded as such. */
function readHeaders(headers: Headers): string[] {
  const spelled = headers.get(rawHeadersHeader);
  try {
    const list: unknown = spelled === null ? null : JSON.parse(decodeURIComponent(spelled));
    if (isHeaderList(list)) return list;
  } catch {
    // Not written by our server.
  }
  return [...headers].filter(([name]) => name !== rawTargetHeader && name !== rawHeadersHeader).flat();
}

function toTarget(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function readStream(stream: ReadableStream<Uint8Array>, limitBytes: number, idleMs: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const collector = new BodyCollector(limitBytes, idleMs, reject);
    const reader = stream.getReader();
    const collect = async (): Promise<Uint8Array> => {
      for (let result = await reader.read(); !result.done; result = await reader.read()) collector.add(result.value);
      return collector.join();
    };
    collect()
      .then(resolve, reject)
      .finally(() => {
        collector.stop();
      });
  });
}

function toBody(stream: ReadableStream<Uint8Array> | null): IncomingBody | null {
  return stream === null ? null : { read: (limitBytes, idleMs) => readStream(stream, limitBytes, idleMs) };
}

/** Goes on with the body only when the client reads; cancelling it ends the call. */
function toStream(body: PipedBody, abort: () => void): ReadableStream<Uint8Array> {
  const state = { isStarted: false, isCancelled: false, proceed: (): void => undefined };
  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const write = (chunk: Uint8Array): Promise<void> => {
      if (state.isCancelled) throw new Error("The client has gone.");
      const read = waitForPull();
      controller.enqueue(chunk);
      return read;
    };
    body.pipe(write).then(
      () => {
        if (!state.isCancelled) controller.close();
      },
      (error: unknown) => {
        if (!state.isCancelled) controller.error(error);
      },
    );
  };
  const waitForPull = (): Promise<void> =>
    new Promise((resolve) => {
      state.proceed = resolve;
    });
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state.isStarted) state.proceed();
        else {
          state.isStarted = true;
          start(controller);
        }
      },
      cancel() {
        state.isCancelled = true;
        abort();
        state.proceed();
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

/** Next compresses answers unless told not to, which would change bytes and delay events. */
function forbidTransform(headers: Headers): void {
  const control = headers.get("cache-control");
  if (control?.includes("no-transform") === true) return;
  headers.set("cache-control", control === null ? "no-transform" : `${control}, no-transform`);
  // Where our own server is in front of Next, it takes both away again (server/restore-headers.ts).
  headers.set("x-diffract-no-transform", "added");
}

/** Next leaves these out of what it sends; the server in front of it puts them back (server/restore-headers.ts). */
const framing = ["content-length", "content-encoding"];

function keepFraming(headers: Headers): void {
  for (const name of framing) {
    const value = headers.get(name);
    if (value !== null) headers.set(`x-diffract-${name}`, value);
  }
}

function toResponse({ status, headers: flat, body }: OutgoingCall, abort: () => void): Response {
  const headers = toHeaders(flat);
  keepFraming(headers);
  if (status === 204 || status === 304 || body === null) return new Response(null, { status, headers });
  forbidTransform(headers);
  if (body instanceof Uint8Array) return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
  return new Response(toStream(body, abort), { status, headers });
}

/** Serves Web requests (Next route handlers) through the same gateway. */
export async function handleWebRequest(gateway: Gateway, request: Request): Promise<Response> {
  const abort = new CallAbort();
  const stop = (): void => {
    abort.abort();
  };
  if (request.signal.aborted) stop();
  else request.signal.addEventListener("abort", stop, { once: true });
  const answer = await gateway.handle({
    method: request.method,
    target: request.headers.get(rawTargetHeader) ?? toTarget(request.url),
    headers: readHeaders(request.headers),
    body: toBody(request.body),
    abort,
  });
  return toResponse(answer, stop);
}
