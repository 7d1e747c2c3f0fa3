import { gunzipSync } from "node:zlib";
import { createTokenHasher } from "@/lib/auth/token-hasher";
import { AppError, isAppError } from "@/lib/core/errors";
import { parseSpans, type ParsedSpans } from "@/lib/core/traces/parse-spans";
import { readOtlpProtobuf } from "@/lib/core/traces/read-otlp-protobuf";
import { authenticateCall, type Caller } from "@/lib/gateway/authenticate-call";
import { storeSpans } from "@/lib/services/traces/store-spans";
import { getPool } from "./db";
import { getDirectory } from "./directory";
import { requireSecret } from "./env";
import { remember } from "./remember";
import { reportInternalError } from "./report-internal-error";

/** OTLP's own recommendation for receivers (opentelemetry-proto 1.11, specification.md). */
const mostBytes = 64 * 1_048_576;
const mostSpans = 20_000;

type Encoding = "json" | "protobuf";

function authenticate(request: Request): Caller | Promise<Caller> {
  const hashToken = remember("span-token-hasher", () => createTokenHasher(requireSecret()));
  return authenticateCall(getDirectory(), hashToken, new Map(request.headers), Date.now());
}

function findEncoding(request: Request): Encoding {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return "json";
  if (type === "application/x-protobuf") return "protobuf";
  throw new AppError("unsupported_encoding", "Send application/x-protobuf or application/json.");
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    size += next.value.byteLength;
    if (size > mostBytes) throw new AppError("body_too_large", "One request may have 64 MB.");
    chunks.push(next.value);
  }
  return Buffer.concat(chunks, size);
}

async function readBody(request: Request): Promise<Uint8Array> {
  const bytes = await readBytes(request);
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding === "identity") return bytes;
  if (encoding !== "gzip") throw new AppError("unsupported_encoding", "Send the spans as they are, or gzipped.");
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    throw new AppError("invalid_request", "The gzipped body cannot be read, or has more than 64 MB.");
  }
}

function parse(bytes: Uint8Array, encoding: Encoding): ParsedSpans {
  try {
    const body =
      encoding === "json" ? (JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown) : readOtlpProtobuf(bytes);
    return parseSpans(body);
  } catch {
    throw new AppError("invalid_request", `The body is not OTLP traces in ${encoding}.`);
  }
}

/** `ExportTraceServiceResponse{partial_success{rejected_spans, error_message}}`, both ways of spelling it. */
function answerPartial(encoding: Encoding, rejected: number): Response {
  const message = rejected === 0 ? "" : "Spans without usable ids or times, or too many at once, were left out.";
  if (encoding === "json") {
    return Response.json(
      rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: message } },
    );
  }
  const headers = { "content-type": "application/x-protobuf" };
  if (rejected === 0) return new Response(new Uint8Array(), { headers });
  const text = Buffer.from(message);
  const count: number[] = [];
  for (let rest = rejected; count.push(rest > 127 ? (rest & 127) | 128 : rest), rest > 127;) rest >>>= 7;
  const partial = Buffer.from([0x08, ...count, 0x12, text.length, ...text]);
  return new Response(Buffer.from([0x0a, partial.length, ...partial]), { headers });
}

function refuse(error: unknown): Response {
  if (!isAppError(error)) reportInternalError(error);
  // Storing failed: the exporter keeps its spans and comes again.
  const known = isAppError(error) ? error : new AppError("database_unavailable", "The spans cannot be stored now.");
  const headers = known.status === 503 || known.status === 429 ? { "retry-after": "5" } : undefined;
  return Response.json(
    { code: known.status, message: known.message },
    { status: known.status, ...(headers && { headers }) },
  );
}

/** `POST /otlp/v1/traces`: an application's own spans, which join its calls by trace id. Sent with a gateway token. */
export async function receiveSpans(request: Request): Promise<Response> {
  try {
    const { project } = await authenticate(request);
    const encoding = findEncoding(request);
    const { spans, unreadable } = parse(await readBody(request), encoding);
    const kept = spans.slice(0, mostSpans);
    await storeSpans(getPool("console"), project.id, kept);
    return answerPartial(encoding, unreadable + spans.length - kept.length);
  } catch (error) {
    return refuse(error);
  }
}
