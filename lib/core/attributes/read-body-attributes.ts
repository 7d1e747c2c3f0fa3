import type { Json } from "../dialects/dialect-adapter";
import { asObject, asString, tryParseJson, type JsonObject } from "../json/json-access";
import { cleanAttribute } from "./clean-attribute";

/** What a request body says of the call that it belongs to. */
export interface BodyAttributes {
  readonly model: string | null;
  readonly is_streaming: boolean;
  readonly session_id: string | null;
  readonly user_id: string | null;
}

type Caller = Pick<BodyAttributes, "session_id" | "user_id">;

/** Claude Code packs `{device_id, account_uuid, session_id}` as JSON, or `user_…_session_…`, into `metadata.user_id`. */
function unpackUser(text: string): Caller {
  const fields = text.startsWith("{") ? asObject(tryParseJson(text)) : null;
  if (fields !== null) {
    // With an API key there is no account, and its field is empty.
    const user_id = cleanAttribute(fields["account_uuid"]) ?? cleanAttribute(fields["device_id"]);
    return { user_id, session_id: cleanAttribute(fields["session_id"]) };
  }
  const packed = /^(.*)_session_([0-9a-f-]{36})$/.exec(text);
  return packed === null
    ? { user_id: cleanAttribute(text), session_id: null }
    : { user_id: cleanAttribute(packed[1]), session_id: cleanAttribute(packed[2]) };
}

/** OpenAI's `conversation` is an id, or an object that has one. */
function readConversation(body: JsonObject): string | null {
  const conversation = body["conversation"];
  return cleanAttribute(asObject(conversation)?.["id"] ?? conversation);
}

function readCaller(body: JsonObject): Caller {
  const packed = asString(asObject(body["metadata"])?.["user_id"]);
  if (packed !== null) return unpackUser(packed);
  // Codex names the installation and the session that it runs in.
  const codex = asObject(body["client_metadata"]);
  const named = cleanAttribute(body["user"]) ?? cleanAttribute(body["safety_identifier"]);
  return {
    user_id: named ?? cleanAttribute(codex?.["x-codex-installation-id"]),
    session_id: readConversation(body) ?? cleanAttribute(codex?.["session_id"]),
  };
}

/** @param request the request body when it is JSON; whatever else it is says nothing */
export function readBodyAttributes(request: Json | undefined): BodyAttributes {
  const body = asObject(request) ?? {};
  const { session_id, user_id } = readCaller(body);
  return { model: cleanAttribute(body["model"]), is_streaming: body["stream"] === true, session_id, user_id };
}
