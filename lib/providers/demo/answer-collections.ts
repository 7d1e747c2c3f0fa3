import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import { shelfPath, type DemoCall } from "./demo-call";
import { replyError, replyJson } from "./reply";
import { createSeededRandom } from "./seeded-random";
import { createNotFound } from "./vendor-error";

/** An id that is new: the same request twice makes two things. */
export function createItemId(call: DemoCall, prefix: string): string {
  const collection = shelfPath(call, call.path);
  const count = call.shelf.list(collection).length;
  return `${prefix}${createSeededRandom(`${collection} ${call.seed} ${String(count)} ${String(Date.now())}`).characters(24)}`;
}

/** Epoch seconds, or a time as Anthropic writes it. */
export function nowAs(dialect: DemoCall["dialect"]): Json {
  return dialect === "openai" ? Math.floor(Date.now() / 1000) : new Date().toISOString();
}

/** A page with everything in it. */
export function replyList(call: DemoCall, data: readonly JsonObject[]): UpstreamResponse {
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false };
  return replyJson(call, call.dialect === "openai" ? { object: "list", data, ...ends } : { data, ...ends });
}

export function replyMissing(call: DemoCall, id: string): UpstreamResponse {
  return replyError(
    call,
    createNotFound(`No such object: ${id}. The demo keeps what it was given only for a while.`, null),
  );
}

/** Keeps an object and answers it. */
export function keepObject(call: DemoCall, object: JsonObject, bytes: Uint8Array | null = null): UpstreamResponse {
  call.shelf.put(shelfPath(call, call.path), asString(object.id) ?? "", { object, bytes });
  return replyJson(call, object);
}

interface CollectionKind {
  readonly object: string;
  readonly prefix: string;
  /** What a new one has besides what was sent. */
  readonly fields?: JsonObject;
}

const counts = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 };

/** Collections whose things are what was sent, with an id. Ids in paths are written `*`. */
const kinds: ReadonlyMap<string, CollectionKind> = new Map<string, CollectionKind>([
  ["/v1/assistants", { object: "assistant", prefix: "asst_", fields: { name: null, instructions: null, tools: [] } }],
  ["/v1/threads", { object: "thread", prefix: "thread_", fields: { metadata: {}, tool_resources: {} } }],
  ["/v1/conversations", { object: "conversation", prefix: "conv_", fields: { metadata: {} } }],
  [
    "/v1/vector_stores",
    { object: "vector_store", prefix: "vs_", fields: { status: "completed", file_counts: counts, usage_bytes: 0 } },
  ],
  [
    "/v1/vector_stores/*/files",
    { object: "vector_store.file", prefix: "vsf_", fields: { status: "completed", usage_bytes: 0 } },
  ],
  ["/v1/containers", { object: "container", prefix: "cntr_", fields: { status: "running" } }],
]);

function answerOne(call: DemoCall, collection: string, id: string, { object }: CollectionKind): UpstreamResponse {
  const where = shelfPath(call, collection);
  const item = call.shelf.get(where, id);
  if (item === null) return replyMissing(call, id);
  if (call.request.method === "DELETE") {
    call.shelf.delete(where, id);
    return replyJson(call, { id, object: `${object}.deleted`, deleted: true });
  }
  const changed = call.request.method === "POST" ? { ...item.object, ...call.body, id } : item.object;
  call.shelf.put(where, id, { ...item, object: changed });
  return replyJson(call, changed);
}

function answerAll(call: DemoCall, kind: CollectionKind): UpstreamResponse {
  if (call.request.method !== "POST") {
    const items = call.shelf.list(shelfPath(call, call.path));
    return replyList(call, items.map(({ object }) => object).toReversed());
  }
  const parent = asObject(call.body) ?? {};
  const id = typeof parent.file_id === "string" ? parent.file_id : createItemId(call, kind.prefix);
  return keepObject(call, { id, object: kind.object, created_at: nowAs(call.dialect), ...kind.fields, ...parent });
}

/** Answers for collections that need no more than memory; `null` for paths that are none of these. */
export function answerCollection(call: DemoCall): UpstreamResponse | null {
  const parts = call.path.split("/");
  const isItem = parts.length % 2 === 0;
  const collection = isItem ? parts.slice(0, -1) : parts;
  const kind = kinds.get(collection.map((part, at) => (at > 2 && at % 2 === 1 ? "*" : part)).join("/"));
  if (kind === undefined) return null;
  return isItem ? answerOne(call, collection.join("/"), parts.at(-1) ?? "", kind) : answerAll(call, kind);
}
