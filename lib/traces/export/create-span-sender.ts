import { gzip } from "node:zlib";
import { promisify } from "node:util";
import { Agent, request } from "undici";
import { readOtlpRefusal, readOtlpResponse } from "@/lib/core/traces/read-otlp-protobuf";
import { gzipLevel, type TraceBatch } from "@/lib/core/traces/trace-batch";
import { writeOtlpJson } from "@/lib/core/traces/write-otlp-json";
import { writeOtlpProtobuf } from "@/lib/core/traces/write-otlp-protobuf";
import {
  createCheckedConnector,
  RefusedAddressError,
  type ConnectorOptions,
  type TlsFiles,
} from "../checked-connector";
import { describeTlsFailure } from "./describe-tls-failure";
import { readRetryAfter } from "./read-retry-after";

export interface SenderOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: "http/protobuf" | "http/json";
  readonly compression: "gzip" | "none";
  readonly timeoutMs: number;
  readonly tls?: TlsFiles;
  /** For tests: what names mean. */
  readonly lookup?: ConnectorOptions["lookup"];
}

/** What became of one request. Messages are for people and hold neither addresses nor headers. */
export type SendOutcome =
  | { readonly kind: "accepted"; readonly rejectedSpans: number; readonly message: string | null }
  /** Sending it again would change nothing. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "too-large"; readonly message: string }
  /** Worth another try; `afterMs` when the collector says when. */
  | { readonly kind: "later"; readonly afterMs: number | null; readonly message: string };

export interface SpanSender {
  /** Never throws. @param signal gives up at once */
  readonly send: (batch: TraceBatch, signal: AbortSignal) => Promise<SendOutcome>;
  readonly close: () => Promise<void>;
}

const compress = promisify(gzip);
/** OTLP §"Retryable Response Codes". */
const retryable = new Set([429, 502, 503, 504]);
const shownCharacters = 200;
const readBytes = 64 * 1024;

function cleanText(text: unknown): string {
  if (typeof text !== "string") return "";
  // What a collector says goes onto pages and into logs.
  return text
    .replace(/[\u0000-\u0020\u007f-\u009f]+/g, " ")
    .trim()
    .slice(0, shownCharacters);
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // The answer matters more than what it says about itself.
    if (size > readBytes) return Buffer.alloc(0);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(type: string, body: Buffer, read: (bytes: Uint8Array) => unknown): Record<string, unknown> {
  try {
    const value: unknown = type.includes("json") ? JSON.parse(body.toString("utf8")) : read(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function readAccepted(type: string, body: Buffer): SendOutcome {
  const { partialSuccess } = parse(type, body, readOtlpResponse);
  const { rejectedSpans = 0, errorMessage } = (partialSuccess ?? {}) as Record<string, unknown>;
  const count = Number(rejectedSpans);
  const message = cleanText(errorMessage);
  return {
    kind: "accepted",
    rejectedSpans: Number.isSafeInteger(count) && count > 0 ? count : 0,
    message: message === "" ? null : message,
  };
}

/** What a refusal means by its status. @param retryAfter the header */
function readRefusal(status: number, said: string, retryAfter: string | undefined): SendOutcome {
  const message = `The collector answered ${String(status)}${said === "" ? "." : `: ${said}`}`;
  if (retryable.has(status)) return { kind: "later", afterMs: readRetryAfter(retryAfter, Date.now()), message };
  if (status === 413) return { kind: "too-large", message };
  return { kind: "refused", message };
}

function describeFailure(error: unknown, timeoutMs: number): string {
  if (error instanceof RefusedAddressError) return `The collector is not asked. ${error.message}`;
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
    return `The collector did not answer within ${String(timeoutMs / 1000)} s.`;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  if (code === null) return "The collector could not be reached.";
  return describeTlsFailure(code) ?? `The collector could not be reached (${code}).`;
}

/** Sends spans to a collector by OTLP/HTTP. Redirects are not followed. */
export function createSpanSender(options: SenderOptions): SpanSender {
  const { url, headers, protocol, compression, timeoutMs, tls, lookup } = options;
  const connect = createCheckedConnector({ timeoutMs, ...tls, ...(lookup && { lookup }) });
  const agent = new Agent({ connections: 1, connect, keepAliveTimeout: 10_000 });
  const isJson = protocol === "http/json";
  const secrets = Object.values(headers).filter((value) => value.length >= 4);
  const hideSecrets = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, "••••"), text);
  const allHeaders = {
    ...headers,
    "user-agent": "diffract-otlp-exporter",
    "content-type": isJson ? "application/json" : "application/x-protobuf",
    "accept-encoding": "identity",
    ...(compression === "gzip" && { "content-encoding": "gzip" }),
  };
  const post = async (batch: TraceBatch, signal: AbortSignal): Promise<SendOutcome> => {
    const plain = isJson ? Buffer.from(writeOtlpJson(batch)) : writeOtlpProtobuf(batch);
    const body = compression === "gzip" ? await compress(plain, { level: gzipLevel }) : plain;
    const answer = await request(url, { dispatcher: agent, method: "POST", headers: allHeaders, body, signal });
    const type = String(answer.headers["content-type"] ?? "");
    const bytes = await readBounded(answer.body);
    const { statusCode } = answer;
    if (statusCode >= 200 && statusCode < 300) return readAccepted(type, bytes);
    const retryAfter = answer.headers["retry-after"];
    const said = hideSecrets(cleanText(parse(type, bytes, readOtlpRefusal)["message"]));
    return readRefusal(statusCode, said, typeof retryAfter === "string" ? retryAfter : undefined);
  };
  return {
    async send(batch, stop) {
      const abort = new AbortController();
      const giveUp = (): void => {
        abort.abort();
      };
      const timer = setTimeout(giveUp, timeoutMs);
      stop.addEventListener("abort", giveUp);
      try {
        if (stop.aborted) giveUp();
        return await post(batch, abort.signal);
      } catch (error) {
        return { kind: "later", afterMs: null, message: describeFailure(error, timeoutMs) };
      } finally {
        clearTimeout(timer);
        stop.removeEventListener("abort", giveUp);
      }
    },
    close: () => agent.destroy(),
  };
}
