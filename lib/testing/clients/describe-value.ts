/** What a client hands out, as plain values that can be compared. */
import { differsForClient } from "../header-excuses";

/** Times and ids that clients make themselves. */
const ownKeys = new Set([
  "created",
  "created_at",
  "createdAt",
  "completed_at",
  "timestamp",
  "stack",
  "runId",
  "socket",
]);

function isHeaders(value: object): value is Headers {
  return value instanceof Headers || ("getSetCookie" in value && "entries" in value);
}

function listHeaders(pairs: Iterable<readonly unknown[]>): string[] {
  return [...pairs]
    .map(([name, value]) => [String(name).toLowerCase(), String(value)] as const)
    .filter(([name]) => !differsForClient(name))
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
}

function describeError(error: Error, seen: ReadonlySet<object>): unknown {
  const own = Object.fromEntries(
    Object.entries(error).filter(([key]) => !ownKeys.has(key) && key !== "url" && key !== "requestBodyValues"),
  );
  const cause = describeInner(error.cause, seen);
  return {
    error: error.constructor.name,
    name: error.name,
    message: hideChance(error.message),
    cause,
    ...describeEntries(own, seen),
  };
}

/** The port of a server differs from run to run, and so do ids that the AI SDK makes up. */
function hideChance(text: string): string {
  return text.replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1").replace(/^(aitxt|msg)-[A-Za-z0-9]{24}$/, "$1");
}

function describeEntries(value: object, seen: ReadonlySet<object>): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, item]) => {
    if (ownKeys.has(key)) return [key, typeof item];
    if (
      key.toLowerCase().endsWith("headers") &&
      typeof item === "object" &&
      item !== null &&
      !isHeaders(item as object)
    )
      return [key, listHeaders(Array.isArray(item) ? (item as unknown[][]) : Object.entries(item as object))];
    return [key, describeInner(item, seen)];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function describeObject(value: object, seen: ReadonlySet<object>): unknown {
  if (seen.has(value)) return "[circular]";
  const inside = new Set(seen).add(value);
  if (value instanceof Error) return describeError(value, inside);
  if (ArrayBuffer.isView(value))
    return `bytes ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}`;
  if (isHeaders(value)) return listHeaders([...value.entries()]);
  if (value instanceof Date) return "date";
  if (Array.isArray(value)) return value.map((item) => describeInner(item, inside));
  return describeEntries(value, inside);
}

function describeInner(value: unknown, seen: ReadonlySet<object>): unknown {
  if (typeof value === "object" && value !== null) return describeObject(value, seen);
  if (typeof value === "string") return hideChance(value);
  return typeof value === "function" ? "[function]" : value;
}

/** A copy of any value in which only what is said stays: no times, no addresses, no functions. */
export function describeValue(value: unknown): unknown {
  return describeInner(value, new Set());
}
