import type { BodyInfo, BodySide, OriginalAndFinal } from "@/lib/core/contracts/call";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { tryParseJson } from "@/lib/core/json/json-access";
import type { Db } from "@/lib/db/create-db";

export interface Bodies {
  readonly request: OriginalAndFinal;
  readonly response: OriginalAndFinal;
}

export interface KeptBodies {
  readonly infos: readonly BodyInfo[];
  /** What the recorder had to do so that the readable view could be stored. */
  readonly notes: readonly string[];
  /** The reader can do with bodies that nest too deep for the readable view: as they are, instead of a note. */
  readonly acceptsDeep?: boolean;
}

type Hook = keyof Bodies;

const nothing: OriginalAndFinal = { original: null, final: null };

/** Reading the readable view costs about 40 ms a megabyte, and reading and parsing the bytes themselves 8. */
const largeBytes = 256 * 1024;
/** Notes about anything but the bodies: with any other the readable view is not what the bytes say. */
const harmlessNotes = new Set(["usage_asked", "link_past_gateway"]);

const sidesOf: Readonly<Record<Hook, readonly [original: BodySide, final: BodySide]>> = {
  request: ["client_request", "upstream_request"],
  response: ["upstream_response", "client_response"],
};

/** Before and after policies, without the copy of the final's fields that the table also has. */
async function readViews(
  db: Db,
  callId: string,
  hooks: readonly Hook[],
): Promise<ReadonlyMap<string, OriginalAndFinal>> {
  if (hooks.length === 0) return new Map();
  const rows = await db.$queryRaw<{ event_type: string; original: unknown; final: unknown }[]>`
    SELECT event_type, payload->'original' AS original, payload->'final' AS final
    FROM conversation_events WHERE call_id = ${callId}::uuid AND event_type = ANY(${hooks})`;
  return new Map(rows.map(({ event_type: hook, original, final }) => [hook, { original, final }]));
}

/** Large bodies of plain JSON, whole: their bytes say exactly what the readable view does. */
function isReadable(info: BodyInfo | undefined, { notes, acceptsDeep = false }: KeptBodies): info is BodyInfo {
  const isDeep = acceptsDeep && notes.includes("too_deep");
  if (info === undefined || info.is_truncated || (info.captured < largeBytes && !isDeep)) return false;
  const isPlain = notes.every((note) => harmlessNotes.has(note) || (isDeep && note === "too_deep"));
  return isPlain && /^application\/json\b/i.test(info.content_type ?? "");
}

async function parseBytes(db: Db, callId: string, side: BodySide): Promise<Json | undefined> {
  // As text: bytes would come as hexadecimal digits, twice as many and to be turned back.
  const [row] = await db.$queryRaw<{ text: string | null }[]>`
    SELECT convert_from(bytes, 'UTF8') AS text FROM call_bodies WHERE call_id = ${callId}::uuid AND side = ${side}`;
  return row?.text == null ? undefined : tryParseJson(row.text);
}

/** Both versions from their bytes; `null` when only the readable view can be shown. */
async function readBytes(db: Db, callId: string, hook: Hook, kept: KeptBodies): Promise<OriginalAndFinal | null> {
  const [before, after] = sidesOf[hook];
  const find = (side: BodySide): BodyInfo | undefined => kept.infos.find((info) => info.side === side);
  const [originalInfo, finalInfo] = [find(before), find(after)];
  if (!isReadable(originalInfo, kept) || !isReadable(finalInfo, kept)) return null;
  // A copy was not kept a second time. Of a copy of a copy nothing is found, and the readable view stands in.
  const [source, finalSource] = [originalInfo.same_as ?? before, finalInfo.same_as ?? after];
  try {
    const original = parseBytes(db, callId, source);
    const both = await Promise.all([original, source === finalSource ? original : parseBytes(db, callId, finalSource)]);
    return both[0] === undefined || both[1] === undefined ? null : { original: both[0], final: both[1] };
  } catch {
    // Not UTF-8 all through.
    return null;
  }
}

/** What the client and the provider said, before and after policies, as JSON. */
export async function readBodies(db: Db, callId: string, kept: KeptBodies): Promise<Bodies> {
  const [request, response] = await Promise.all([
    readBytes(db, callId, "request", kept),
    readBytes(db, callId, "response", kept),
  ]);
  const left: Hook[] = [
    ...(request === null ? ["request" as const] : []),
    ...(response === null ? ["response" as const] : []),
  ];
  const views = await readViews(db, callId, left);
  return {
    request: request ?? views.get("request") ?? nothing,
    response: response ?? views.get("response") ?? nothing,
  };
}
