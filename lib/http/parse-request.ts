import type { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { isJson } from "./check-same-origin";

const maxBodyBytes = 1_048_576;
const maxIssues = 20;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A problem with one field. Values are not repeated: they may be secrets. */
interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

function listProblems(error: z.core.$ZodError): readonly FieldProblem[] {
  return error.issues.slice(0, maxIssues).map(({ path, message, code, ...issue }) => {
    const unknown = code === "unrecognized_keys" && "keys" in issue ? issue.keys : [];
    const field = path.map((part) => String(part).slice(0, 100)).join(".");
    return { path: field, message: unknown.length > 0 ? `unknown: ${unknown.join(", ").slice(0, 200)}` : message };
  });
}

function check<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = listProblems(result.error);
  const first = problems[0];
  const where = first?.path === "" ? what : `${what}, ${first?.path ?? ""}`;
  throw new AppError("invalid_request", `${where}: ${first?.message ?? "not valid"}.`, problems);
}

/** @throws AppError `not_found` for what cannot be an id: there is nothing there */
export function parseParams<Name extends string>(names: readonly Name[], given: unknown): Record<Name, string> {
  const values = new Map(Object.entries((given ?? {}) as Record<string, unknown>));
  const params = {} as Record<Name, string>;
  for (const name of names) {
    const value = values.get(name);
    const text = typeof value === "string" ? value.toLowerCase() : "";
    if (!uuid.test(text)) throw new AppError("not_found", "There is no such thing.");
    params[name] = text;
  }
  return params;
}

/** @throws AppError `invalid_request`; without a schema any query is left alone */
export function parseQuery<Query>(schema: z.ZodType<Query> | undefined, request: Request): Query | undefined {
  if (schema === undefined) return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (Object.hasOwn(query, name)) throw new AppError("invalid_request", `Query, ${name.slice(0, 100)}: given twice.`);
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return check(schema, query, "Query");
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    size += next.value.byteLength;
    if (size > maxBodyBytes) {
      await reader?.cancel();
      throw new AppError("body_too_large", `The body may have at most ${maxBodyBytes} bytes.`);
    }
    chunks.push(next.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("invalid_json", "The body is not UTF-8.");
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("invalid_json", "The body is not valid JSON.");
  }
}

/** @throws AppError `unsupported_encoding`, `body_too_large`, `invalid_json`, `invalid_request` */
export async function parseInput<Input>(schema: z.ZodType<Input>, request: Request): Promise<Input> {
  const text = await readText(request);
  if (text !== "" && !isJson(request.headers)) {
    throw new AppError("unsupported_encoding", "Send the body as `content-type: application/json`.");
  }
  const value = parseJson(text);
  try {
    return check(schema, value, "Body");
  } catch (error) {
    // Nesting that JSON.parse takes can still be too deep for whoever walks it.
    if (error instanceof RangeError) throw new AppError("invalid_request", "The body is nested too deeply.");
    throw error;
  }
}
