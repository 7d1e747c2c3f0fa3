/** What breaks databases, parsers and prototypes, through the recorder into a real Postgres and out again by the management API. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CallDetail } from "@/lib/core/contracts/call";
import { buildEnd } from "@/lib/recording/__fixtures__/build-records";
import { createJournal, type Journal } from "@/lib/recording/journal/create-journal";
import { createJournalRecorder } from "@/lib/recording/journal/create-journal-recorder";
import { createRecorderLoop, type RecorderLoop } from "@/lib/recording/loop/create-recorder-loop";
import { startManagementApi, type ManagementApi } from "@/lib/testing/management-api";
import { GET as getRaw } from "./[id]/raw/route";
import { GET as getCall } from "./[id]/route";

let root: string;
let api: ManagementApi;
let journal: Journal;
let loop: RecorderLoop;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "diffract-poison-"));
  api = await startManagementApi();
  const directory = join(root, "gateway");
  journal = await createJournal({
    directory,
    onAppended: () => {
      loop.wake();
    },
  });
  loop = createRecorderLoop({ directory, liveFromSegment: journal.firstSegment, pool: api.pool });
});
afterAll(async () => {
  await loop.close(5_000);
  await journal.close();
  await api.close();
  rmSync(root, { recursive: true, force: true });
});

interface Poison {
  readonly body: Buffer;
  /** What must be said of the readable view. */
  readonly note: string | null;
}

const say = (content: string): Buffer => Buffer.from(`{"model":"m","messages":[{"role":"user","content":${content}}]}`);
const nest = (depth: number): Buffer => Buffer.from(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((one) => !/[\0\p{Surrogate}]/u.test(one));
const quoted = text.map((one) => JSON.stringify(one).slice(1, -1));

/** Bounded here; a body is never longer than the 16 MiB that are kept of it. */
const poisons: fc.Arbitrary<Poison> = fc.oneof(
  quoted.map((one) => ({ body: say(`"${one}\\u0000${one}"`), note: "nul_replaced" })),
  fc
    .tuple(quoted, fc.constantFrom("\\ud83d", "\\udc00", "\\uDBFF x", "\\ude00\\ud83d"))
    .map(([one, half]) => ({ body: say(`"${one}${half}"`), note: "lone_surrogate_replaced" })),
  fc.integer({ min: 201, max: 20_000 }).map((depth) => ({ body: nest(depth), note: "too_deep" })),
  quoted.map((one) => ({ body: Buffer.from(`{"model":"m","a":1,"a":"${one}","a":[2]}`), note: null })),
  fc.integer({ min: 1, max: 3 }).map((size) => ({ body: say(`"${"x".repeat(size * 1_000_000)}"`), note: null })),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => ({
    body: Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('\xff\xfe"}', "latin1")]),
    note: null,
  })),
  fc
    .constantFrom("__proto__", "constructor", "hasOwnProperty", "toString")
    .map((name) => ({ body: Buffer.from(`{"${name}":{"polluted":1},"messages":[{"${name}":"x"}]}`), note: null })),
  fc.constantFrom("1e999", "-1e-999", `1${"0".repeat(3000)}`).map((number) => ({
    body: Buffer.from(`{"n":${number}}`),
    note: null,
  })),
);
const answers = fc.constantFrom("whole", "stream");

function toStream(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from("data: "), body, Buffer.from("\n\ndata: [DONE]\n\n")]);
}

async function record(poison: Poison | null, answer: "whole" | "stream") {
  const good = say('"good"');
  const request = poison?.body ?? good;
  const response = answer === "stream" ? toStream(request) : request;
  const hostile = poison === null ? {} : { session_id: "a\0b", model: "m\ud800", tags: { "k\0": "v\udfff" } };
  const { record: end, bytes } = buildEnd(
    { steps: [], is_streaming: answer === "stream", metadata: { constructor: "x" }, ...hostile },
    {
      client_request: request,
      upstream_request: "client_request",
      upstream_response: response,
      client_response: "upstream_response",
    },
  );
  const type = answer === "stream" ? "text/event-stream" : "application/json";
  const bodies = end.bodies.map((one) => (one.side.endsWith("response") ? { ...one, content_type: type } : one));
  await createJournalRecorder(journal).end({ ...end, bodies }, bytes);
  return { id: end.call_id, poison, request, response };
}

async function readBytes(id: string, side: string): Promise<Buffer> {
  const request = new Request(`http://console.test/api/v1/calls/${id}/raw?side=${side}`, { headers: api.admin });
  const response = await getRaw(request, { params: Promise.resolve({ id }) });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

async function check({ id, poison, request, response }: Awaited<ReturnType<typeof record>>): Promise<void> {
  const { status, text: body } = await api.call(getCall, { params: { id }, path: `/api/v1/calls/${id}` });
  expect(status).toBe(200);
  const call = JSON.parse(body) as CallDetail & { readonly record_notes: readonly string[] };
  expect(call).toMatchObject({ id, state: "completed" });
  for (const side of ["client_request", "upstream_request"])
    expect((await readBytes(id, side)).equals(request)).toBe(true);
  for (const side of ["upstream_response", "client_response"])
    expect((await readBytes(id, side)).equals(response)).toBe(true);
  if (poison === null) expect(call.request.final).toEqual(JSON.parse(request.toString()));
  else if (poison.note !== null) expect(call.record_notes).toContain(poison.note);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

it("stores poison and its neighbours, keeps every byte, and says what the readable view replaced", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.option(poisons), answers), { minLength: 2, maxLength: 6 }), async (calls) => {
      const recorded = [];
      for (const [poison, answer] of calls) recorded.push(await record(poison, answer));
      recorded.push(await record(null, "whole"));
      const ids = recorded.map(({ id }) => id);
      await expect
        .poll(() => api.db.conversationCall.count({ where: { callId: { in: ids } } }), { timeout: 20_000 })
        .toBe(ids.length);
      for (const one of recorded) await check(one);
    }),
    { numRuns: 6 },
  );
  expect(await api.db.deadLetter.count()).toBe(0);
  const { calls } = loop.stats();
  expect(calls).toMatchObject({ setAside: 0, unreadable: 0, stored: journal.stats().ends });
}, 120_000);
