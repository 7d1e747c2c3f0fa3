/**
 * Which upstream has which object: responses, files, batches, threads and the like are asked for by their id, without the model that
 * chose where they were made. Kept in this process only, and only for projects with several upstreams of a dialect.
 */
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asString, isObject } from "@/lib/core/json/json-access";

/** What is remembered at most, by all projects together; the longest unused are forgotten first. */
const mostPlaces = 20_000;
/** Answers say their ids at their beginning. */
const headBytes = 4_096;
const idPattern = /^[a-z]{2,24}[-_][\w-]{4,200}$/i;
const namedIds = /"(?:id|thread_id)"\s*:\s*"([a-z]{2,24}[-_][\w-]{4,200})"/gi;
/** Where bodies without a model name an object that exists already. */
const references = [
  "input_file_id",
  "previous_response_id",
  "file_id",
  "training_file",
  "assistant_id",
  "conversation",
];

export class ObjectPlaces {
  private readonly places = new Map<string, string>();

  remember(projectId: string, objectId: string, upstreamId: string): void {
    const key = `${projectId} ${objectId}`;
    this.places.delete(key);
    this.places.set(key, upstreamId);
    if (this.places.size <= mostPlaces) return;
    const [oldest] = this.places.keys();
    if (oldest !== undefined) this.places.delete(oldest);
  }

  /** The upstream of the first of these objects that is known. */
  find(projectId: string, objectIds: readonly string[]): string | null {
    for (const id of objectIds) {
      const upstreamId = this.places.get(`${projectId} ${id}`);
      if (upstreamId === undefined) continue;
      this.remember(projectId, id, upstreamId);
      return upstreamId;
    }
    return null;
  }
}

/**
 * The objects that a request is about: those in its path, innermost last; without a model also those that its body names.
 * @param json the body, where it was read
 */
export function listAskedObjects(path: string, model: string | null, json: Json | undefined): string[] {
  const ids = path.split("/").filter((part) => idPattern.test(part));
  if (model !== null || !isObject(json)) return ids;
  const named = references.map((key) => asString(json[key])).filter((id) => id !== null && idPattern.test(id));
  return [...ids, ...named.filter((id) => id !== null)];
}

/** Endpoints whose answers are over when they are read; nobody asks for them again. */
const passing =
  /^(?:completions|messages|embeddings|moderations)$|count_tokens|input_tokens|compact|^images\.|^audio\./;

/** Whether what a request makes can be asked for later. */
export function makesObject(endpoint: string, json: Json | undefined): boolean {
  const store = isObject(json) ? json.store : undefined;
  if (endpoint === "chat.completions") return store === true;
  return store !== false && !passing.test(endpoint);
}

/** Reads the ids of what an answer made from its first bytes, as they come. */
export function createPlaceLearner(learn: (objectId: string) => void): (chunk: Uint8Array) => void {
  let head = "";
  return (chunk) => {
    const rest = Math.min(chunk.byteLength, headBytes - head.length);
    if (rest <= 0) return;
    head += Buffer.from(chunk.buffer, chunk.byteOffset, rest).toString("latin1");
    for (const match of head.matchAll(namedIds)) learn(match[1] ?? "");
  };
}
