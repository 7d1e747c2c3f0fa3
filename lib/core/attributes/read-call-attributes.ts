import type { Json } from "../dialects/dialect-adapter";
import { cleanAttribute } from "./clean-attribute";
import { nameAgent } from "./name-agent";
import { readBodyAttributes, type BodyAttributes } from "./read-body-attributes";

/** Who and what a call belongs to, from our headers or from what clients already send. */
export interface CallAttributes extends BodyAttributes {
  readonly agent: string | null;
  readonly task: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** First value of each header by lower-case name. */
type HeaderLookup = Pick<ReadonlyMap<string, string>, "get">;

const maxTags = 32;

/** Headers in which clients already carry a session: Claude Code, Codex (new and old), opencode. */
const sessionHeaders = [
  "x-diffract-session",
  "x-claude-code-session-id",
  "session-id",
  "session_id",
  "x-session-id",
  "x-session-affinity",
];

function readSession(headers: HeaderLookup): string | null {
  for (const name of sessionHeaders) {
    const session = cleanAttribute(headers.get(name));
    if (session !== null) return session;
  }
  return null;
}

function readTags(raw: readonly string[]): Record<string, string> {
  const tags: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length && tags.length < maxTags; at += 2) {
    if ((raw[at] ?? "").toLowerCase() !== "x-diffract-tag") continue;
    const [key, ...rest] = (raw[at + 1] ?? "").split("=");
    const name = cleanAttribute(key);
    if (name !== null) tags.push([name, cleanAttribute(rest.join("=")) ?? ""]);
  }
  return Object.fromEntries(tags);
}

/**
 * @param raw header names and values in turn, for the header that may repeat
 * @param request the request body when it is JSON and was parsed, else `null`
 */
export function readCallAttributes(raw: readonly string[], headers: HeaderLookup, request: Json): CallAttributes {
  const body = readBodyAttributes(request);
  return {
    model: body.model,
    is_streaming: body.is_streaming,
    session_id: readSession(headers) ?? body.session_id,
    user_id: cleanAttribute(headers.get("x-diffract-user")) ?? body.user_id,
    agent: cleanAttribute(headers.get("x-diffract-agent")) ?? nameAgent(headers.get("user-agent")),
    task: cleanAttribute(headers.get("x-diffract-task")),
    tags: readTags(raw),
  };
}
