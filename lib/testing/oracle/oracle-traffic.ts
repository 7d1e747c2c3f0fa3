import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { startFakeUpstream, type FakeUpstream } from "../fake-upstream";
import { send } from "../send-http";
import { buildChatChunk } from "../scenario-upstream";
import { waitForDrain } from "../wait-for-drain";
import type { SeededChoices } from "./seeded-choices";

export const callKinds = [
  "whole",
  "stream",
  "aborted",
  "rejected",
  "huge",
  "poisonous",
  "reset",
  "busy",
  "blocked",
] as const;
export type CallKind = (typeof callKinds)[number];

/** One call as its client knows it. */
export interface IssuedCall {
  readonly number: number;
  readonly kind: CallKind;
  /** `null` when no head of an answer came. */
  callId: string | null;
  status: number | null;
  /** Whether the last byte of the answer came: then the record must be there, whatever happens afterwards. */
  isFinished: boolean;
  readonly requestSha256: string;
  responseSha256: string | null;
}

const digest = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");
/** What the run's policy stops. */
const forbidden = "write to someone@example.com";
const hugeBytes = 1024 * 1024;
/** What breaks databases, parsers and prototypes: escapes, raw bytes, names. */
const poisons: readonly [Buffer, ...Buffer[]] = [
  Buffer.from('{"model":"p","messages":[{"role":"user","content":"a\\u0000b"}]}'),
  Buffer.from('{"model":"p","messages":[{"role":"user","content":"\\ud83d"}],"__proto__":{"polluted":1}}'),
  Buffer.from([...Buffer.from('{"model":"p","x":"'), 0xff, 0xfe, 0xc0, ...Buffer.from('"}')]),
  Buffer.from(`{"model":"p","deep":${"[".repeat(5000)}${"]".repeat(5000)}}`),
  Buffer.from('{"model":"p","number":1e999,"again":1,"again":2}'),
];

async function streamWords(response: ServerResponse, count: number): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let index = 0; index < count && !response.destroyed; index++) {
    if (!response.write(buildChatChunk(`word${String(index)} `))) await waitForDrain(response);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  response.end("data: [DONE]\n\n");
}

/** Answers as the kind of the call in its path wants, and says its request back when it is poisonous. */
export function startOracleUpstream(): Promise<FakeUpstream> {
  return startFakeUpstream(async (response, seen) => {
    const kind = new URL(seen.url, "http://upstream").searchParams.get("kind") as CallKind;
    if (kind === "stream" || kind === "aborted") return streamWords(response, kind === "stream" ? 20 : 400);
    if (kind === "reset") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(buildChatChunk("half an ans"), () => response.destroy());
      return;
    }
    const status = kind === "busy" ? 429 : 200;
    response.writeHead(status, { "content-type": "application/json", "retry-after": "1" });
    if (kind === "poisonous") response.end(seen.body);
    else response.end(kind === "huge" ? JSON.stringify({ text: "z".repeat(hugeBytes) }) : '{"id":"x","choices":[]}');
  });
}

function buildBody(kind: CallKind, number: number, choices: SeededChoices): Buffer {
  if (kind === "poisonous") return choices.pick(poisons);
  if (kind === "blocked")
    return Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content: forbidden }] }));
  const text = kind === "huge" ? "h".repeat(hugeBytes) : `call ${String(number)}`;
  const body = { model: "m", stream: kind === "stream", messages: [{ role: "user", content: text }] };
  return Buffer.from(JSON.stringify(body));
}

/** Makes one call and says how it went; a call that fails is one that did not finish. */
export async function issueCall(
  gateway: { readonly url: string; readonly token: string },
  number: number,
  choices: SeededChoices,
): Promise<IssuedCall> {
  const kind = choices.pick(callKinds);
  const body = buildBody(kind, number, choices);
  const call: IssuedCall = {
    ...{ number, kind, callId: null, status: null, isFinished: false },
    ...{ requestSha256: digest(body), responseSha256: null },
  };
  const token = kind === "rejected" ? "dfr_nobody" : gateway.token;
  const abort = kind === "aborted" ? { abortAfterBytes: 1 + choices.below(4000) } : {};
  const path = `/v1/chat/completions?kind=${kind}&number=${String(number)}`;
  try {
    const reply = await send(gateway.url, { path, body, headers: { authorization: `Bearer ${token}` }, ...abort });
    call.callId = String(reply.headers["x-diffract-call-id"]);
    call.status = reply.status;
    call.isFinished = reply.isComplete && kind !== "aborted";
    call.responseSha256 = digest(reply.body);
  } catch {
    // No head of an answer: the gateway was down, or died.
  }
  return call;
}
