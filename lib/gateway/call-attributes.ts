import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { RawHeaders } from "./raw-headers";

/** Who and what a call belongs to, from our headers or from what clients already send. */
export interface CallAttributes {
  readonly model: string | null;
  readonly is_streaming: boolean;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly agent: string | null;
  readonly task: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

const maxLength = 256;
const maxTags = 32;

/** Headers in which clients already carry a session: Claude Code, Codex, opencode. */
const sessionHeaders = ["x-diffract-session", "x-claude-code-session-id", "session-id", "session_id", "x-session-id"];

function clean(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value
    .replace(/[\u0000-\u001f\u007f]/g, "")
    .trim()
    .slice(0, maxLength);
  return text === "" ? null : text;
}

function asObject(value: Json | undefined): Readonly<Record<string, Json>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : null;
}

/** Claude Code packs `{device_id, account_uuid, session_id}` as JSON, or `user_…_session_…`, into `metadata.user_id`. */
function readAnthropicUser(text: string): { user: string | null; session: string | null } {
  if (text.startsWith("{")) {
    try {
      const parsed = asObject(JSON.parse(text) as Json);
      return { user: clean(parsed?.["account_uuid"] ?? parsed?.["device_id"]), session: clean(parsed?.["session_id"]) };
    } catch {
      return { user: clean(text), session: null };
    }
  }
  const packed = /^(.*)_session_([0-9a-f-]{36})$/.exec(text);
  return packed === null ? { user: clean(text), session: null } : { user: clean(packed[1]), session: clean(packed[2]) };
}

function readTags(raw: RawHeaders): Record<string, string> {
  const tags: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length && tags.length < maxTags; at += 2) {
    if ((raw[at] ?? "").toLowerCase() !== "x-diffract-tag") continue;
    const [key, ...rest] = (raw[at + 1] ?? "").split("=");
    const name = clean(key);
    if (name !== null) tags.push([name, clean(rest.join("=")) ?? ""]);
  }
  return Object.fromEntries(tags);
}

function readBodyUser(body: Readonly<Record<string, Json>> | null): { user: string | null; session: string | null } {
  const anthropicUser = asObject(body?.["metadata"])?.["user_id"];
  if (typeof anthropicUser === "string") return readAnthropicUser(anthropicUser);
  return { user: clean(body?.["user"] ?? body?.["safety_identifier"]), session: null };
}

/** @param parsed the request body when it is JSON, else `null` */
export function readCallAttributes(
  raw: RawHeaders,
  headers: ReadonlyMap<string, string>,
  parsed: Json,
): CallAttributes {
  const body = asObject(parsed);
  const fromBody = readBodyUser(body);
  const sessionHeader = sessionHeaders.map((name) => clean(headers.get(name))).find((value) => value !== null);
  return {
    model: clean(body?.["model"]),
    is_streaming: body?.["stream"] === true,
    session_id: sessionHeader ?? fromBody.session,
    user_id: clean(headers.get("x-diffract-user")) ?? fromBody.user,
    agent: clean(headers.get("x-diffract-agent")),
    task: clean(headers.get("x-diffract-task")),
    tags: readTags(raw),
  };
}
