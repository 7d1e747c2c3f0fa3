import { Agent, request } from "undici";
import { createCheckedConnector, RefusedAddressError } from "./checked-connector";

/** What came back: parsed JSON, another status, or a reason in words for people. */
export type JsonAnswer =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | { readonly kind: "status"; readonly status: number; readonly text: string }
  | { readonly kind: "failure"; readonly message: string };

export interface FetchJsonOptions {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const shownCharacters = 200;
// Own connections, so that a slow trace store never takes one from the gateway's calls.
const agent = new Agent({
  connections: 32,
  connect: createCheckedConnector({ timeoutMs: 1_500 }),
  keepAliveTimeout: 10_000,
});

const brokenOff = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

class TooLarge extends Error {}

async function readBounded(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function describeFailure(error: unknown, { name, timeoutMs, maxBytes }: FetchJsonOptions): string {
  if (error instanceof RefusedAddressError) return `${name} is not asked. ${error.message}`;
  if (error instanceof TooLarge)
    return `${name}'s answer is larger than ${String(maxBytes >> 20)} MB and was not read.`;
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
    return `${name} did not answer within ${String(timeoutMs / 1000)} s.`;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  if (code !== null && brokenOff.has(code)) return `${name} broke the connection off.`;
  return `${name} could not be reached${code === null ? "" : ` (${code})`}.`;
}

function parse(status: number, text: string, name: string): JsonAnswer {
  try {
    return { kind: "json", status, body: JSON.parse(text) as unknown };
  } catch {
    const message = /^\s*</.test(text)
      ? `${name} answered with a web page instead of a trace. Is the address right, and does it need a sign-in?`
      : `${name} answered with something that is not JSON.`;
    return { kind: "failure", message };
  }
}

/**
 * Asks for JSON, within a time and a size. Redirects are not followed and nothing is decoded: Node's brotli decoder is not to
 * be trusted with other people's bytes. Never throws.
 */
export async function fetchJson(url: URL, options: FetchJsonOptions): Promise<JsonAnswer> {
  try {
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      headers: { accept: "application/json", "accept-encoding": "identity", ...options.headers },
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    const text = await readBounded(body, options.maxBytes);
    if (statusCode === 200) return parse(statusCode, text, options.name);
    return { kind: "status", status: statusCode, text: text.slice(0, shownCharacters) };
  } catch (error) {
    return { kind: "failure", message: describeFailure(error, options) };
  }
}
