import { describe, expect, it } from "vitest";
import { buildCallDetail, buildStep } from "@/lib/testing/build-call-detail";
import { hasRecordedExchanges, listRecordedExchanges } from "@/lib/testing/recorded-exchanges";
import type { RecordedEdit } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { prepareBodies } from "../format/prepare-bodies";
import { isObject, tryParseJson } from "../json/json-access";
import { joinPath, parsePath } from "../json/json-path";
import { decodeSse } from "../sse/decode-sse";
import { openaiChat } from "../dialects/openai-chat";
import { openaiResponses } from "../dialects/openai-responses";
import { anthropicMessages } from "../dialects/anthropic-messages";
import { applyDiff } from "./apply-diff";
import { blameChanges } from "./blame-changes";
import { diffJson } from "./diff-json";

/** What policies may do to a body, each at one place: with the path at which it must be found. */
interface Planted {
  readonly path: string;
  readonly kind: "added" | "removed" | "modified" | "moved";
  readonly final: Json;
  /** As policies record it, for texts. */
  readonly edit?: RecordedEdit;
}

/** The same every time, so that a failure can be looked at. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Leaf {
  readonly path: string;
  readonly value: Json;
}

function listLeaves(value: Json, path = ""): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => listLeaves(item, joinPath(path, index)));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => listLeaves(item, joinPath(path, key)));
  return [{ path, value }];
}

/** A copy in which what stands at `path` was replaced by `write`; `undefined` removes it. */
function rewrite(document: Json, path: string, write: (value: Json) => Json | undefined): Json {
  const root = [structuredClone(document)] as unknown[];
  let holder: Record<string | number, unknown> = root as never;
  let key: string | number = 0;
  for (const segment of parsePath(path)) {
    holder = holder[key] as never;
    key = segment;
  }
  const value = write(holder[key] as Json);
  if (value !== undefined) holder[key] = value;
  else if (Array.isArray(holder)) holder.splice(key as number, 1);
  else Reflect.deleteProperty(holder, key);
  return root[0] as Json;
}

function plantInText({ path, value }: Leaf, document: Json, random: () => number): Planted {
  const text = typeof value === "string" ? value : "";
  const start = Math.floor(random() * text.length);
  const from = text.slice(start, start + 1 + Math.floor(random() * 12));
  // A placeholder, nothing at all, or something that nobody sees.
  const to = ["[PLANTED]", "", `${from}\u200b`][Math.floor(random() * 3)] ?? "";
  const edit = { path, start, end: start + from.length, from, to, rule: "planted", reason: "Planted" };
  const final = rewrite(document, path, () => text.slice(0, start) + to + text.slice(edit.end));
  return { path, kind: "modified", final, edit };
}

function plantInValue({ path, value }: Leaf, document: Json): Planted {
  const next = typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : "planted";
  return { path, kind: "modified", final: rewrite(document, path, () => next) };
}

function plantAround(document: Json): Planted[] {
  if (!isObject(document)) return [];
  const added = { path: "planted_field", kind: "added" as const, final: { ...document, planted_field: [1, "two"] } };
  const [first] = Object.keys(document);
  if (first === undefined) return [added];
  const path = joinPath("", first);
  return [added, { path, kind: "removed", final: rewrite(document, path, () => undefined) }];
}

function plantAll(document: Json, seed: number): Planted[] {
  const random = createRandom(seed);
  const leaves = listLeaves(document);
  const picked = Array.from({ length: Math.min(4, leaves.length) }, () => leaves[Math.floor(random() * leaves.length)]);
  return [
    ...picked.flatMap((leaf) => {
      if (leaf === undefined || leaf.path === "") return [];
      const isText = typeof leaf.value === "string" && leaf.value.length > 0;
      return [isText ? plantInText(leaf, document, random) : plantInValue(leaf, document)];
    }),
    ...plantAround(document),
  ];
}

/** Texts inside of texts have paths of their own; the planted one is the text's. */
function check(document: Json, planted: Planted): void {
  const { path, kind, final, edit } = planted;
  const steps = [
    buildStep({ name: "Bystander", outcome: "unchanged" }),
    buildStep({ position: 1, name: "Planter", outcome: "changed", edits: edit === undefined ? [] : [edit] }),
  ];
  const diff = blameChanges(diffJson(document, final), steps);
  expect(diff.changes.map((change) => [change.path, change.kind])).toEqual([[path, kind]]);
  expect(applyDiff(document, diff)).toEqual(final);
  if (edit !== undefined) expect(diff.changes[0]?.policy).toBe("Planter");
  const call = buildCallDetail({ request: { original: document, final }, steps });
  const { changes } = prepareBodies(call);
  expect(changes.length, `the page shows a change at ${path}`).toBeGreaterThan(0);
  // A block or message that became another kind is shown where its text is; only texts are changed by edits alone.
  const isKind = edit === undefined || /(?:role|type|id|name)$/.test(path);
  const near = isKind ? path.replace(/[.[][^.[]*$/, "") : path;
  for (const change of changes) {
    expect(change.path.startsWith(near) || near.startsWith(change.path), `${change.path} for ${path}`).toBe(true);
  }
  if (edit === undefined) return;
  const blamed = changes.map(({ blame }) => blame.map(({ name }) => name));
  if (near === path) expect(blamed, path).toEqual([["Planter"]]);
  else expect(blamed.flat(), path).toContain("Planter");
}

const tool = {
  type: "function",
  function: { name: "look_up", description: "Looks up.", parameters: { type: "object" } },
};
const shipped: Readonly<Record<string, Json>> = {
  "chat with tools": {
    model: "gpt-5",
    temperature: 0.2,
    stream: true,
    tools: [tool],
    messages: [
      { role: "system", content: "You are helpful. You are helpful." },
      {
        role: "user",
        content: [
          { type: "text", text: "Where is my order?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "look_up", arguments: '{"id": 7}' } }],
      },
      { role: "tool", tool_call_id: "call_1", content: '{"state":"sent"}' },
      { role: "user", content: "Where is my order?" },
    ],
  },
  "messages with thinking": {
    model: "claude",
    max_tokens: 100,
    system: [{ type: "text", text: "Be short.", cache_control: { type: "ephemeral" } }],
    messages: [
      { role: "user", content: "Hello" },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm.", signature: "abc" },
          { type: "tool_use", id: "tu_1", name: "f", input: { a: [1, 2, { b: null }] } },
        ],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "tu_1", content: [{ type: "text", text: "ok" }] }],
      },
    ],
  },
  "responses items": {
    model: "gpt-5",
    instructions: "Be short.",
    input: [
      { type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "ok" },
    ],
  },
};

describe("edits planted in bodies of all dialects", () => {
  it.each(Object.entries(shipped))("finds each at its path, blamed, and nothing else: %s", (_, body) => {
    for (let seed = 1; seed <= 30; seed++) for (const planted of plantAll(body, seed)) check(body, planted);
  });

  it("finds every single leaf", () => {
    for (const body of Object.values(shipped)) {
      for (const { path, value } of listLeaves(body)) {
        if (typeof value !== "string") check(body, plantInValue({ path, value }, body));
        else if (value !== "") check(body, plantInText({ path, value }, body, createRandom(3)));
      }
    }
  });
});

const adapters: Readonly<Record<string, typeof openaiChat>> = {
  "openai.chat": openaiChat,
  "openai.responses": openaiResponses,
  "anthropic.messages": anthropicMessages,
};

interface RecordedBody {
  readonly name: string;
  readonly body: Json;
}

/** Every request and answer that is JSON, and what streams were put together to. */
function listRecordedBodies(): RecordedBody[] {
  return listRecordedExchanges().flatMap(({ id, api, stream, request, response }) => {
    const adapter = adapters[api];
    const asked = request === null ? undefined : tryParseJson(request.body.toString("utf8"));
    const assembled = stream && adapter !== undefined ? adapter.assembleStream(decodeSse(response.body)).body : null;
    const answered = stream ? (assembled ?? undefined) : tryParseJson(response.body.toString("utf8"));
    return [
      ...(asked === undefined ? [] : [{ name: `${id} request`, body: asked }]),
      ...(answered === undefined ? [] : [{ name: `${id} response`, body: answered }]),
    ];
  });
}

describe("edits planted in recorded exchanges", { timeout: 120_000 }, () => {
  if (!hasRecordedExchanges) it.skip("SKIPPED: no recorded exchanges on this machine", () => undefined);
  const bodies = listRecordedBodies().filter(({ body }) => isObject(body));
  if (hasRecordedExchanges) {
    it("finds each at its path, blamed, and nothing else", () => {
      expect(bodies.length).toBeGreaterThan(150);
      for (const [index, { name, body }] of bodies.entries()) {
        for (const planted of plantAll(body, index + 1)) {
          try {
            check(body, planted);
          } catch (error) {
            throw new Error(`${name}, ${planted.kind} at ${planted.path}`, { cause: error });
          }
        }
      }
    });
  }
});
