import { afterAll, describe, expect, it } from "vitest";
import type { BodySide } from "@/lib/core/contracts/call";
import { buildEnd, type Bodies, toJsonBytes } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { buildEdit } from "@/lib/testing/build-call-detail";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { getCall } from "./get-call";
import { getCallDiff } from "./get-call-diff";
import { getCallTurns, turnsQuery } from "./get-call-turns";
import { getCallView } from "./get-call-view";

const { db, pool, close } = await openTestDatabase({ statementTimeoutMs: 30_000 });

afterAll(close);

async function store(bodies: Bodies): Promise<string> {
  const { record, bytes } = buildEnd({ steps: [] }, bodies);
  const captured: Partial<Record<BodySide, Buffer>> = {};
  for (const [side, chunks] of Object.entries(bytes)) captured[side as BodySide] = Buffer.concat(chunks);
  await storeCalls(pool, [assembleCall(record, captured, () => null)]);
  return record.call_id;
}

const filler = "word ".repeat(200);
const write = (count: number, word: (index: number) => string) => ({
  model: "demo",
  messages: Array.from({ length: count }, (_, index) => ({ role: "user", content: `${word(index)} ${filler}` })),
});
const answers: Bodies = { upstream_response: toJsonBytes({ choices: [] }), client_response: "upstream_response" };

describe("a large call", { timeout: 60_000 }, () => {
  it("is read from its bytes, and says what its readable view says", async () => {
    const [original, final] = [write(600, () => "old"), write(600, (index) => (index === 300 ? "new" : "old"))];
    const id = await store({ client_request: toJsonBytes(original), upstream_request: toJsonBytes(final), ...answers });
    // The readable view is made useless: what is shown can only have come from the bytes.
    await pool.query(`UPDATE conversation_events SET payload = '{}' WHERE call_id = $1 AND event_type = 'request'`, [
      id,
    ]);
    const call = await getCall(db, id);
    expect(call.request).toEqual({ original, final });
    expect(call.response.original).toEqual({ choices: [] });
    const { bodies } = await getCallView(db, id);
    expect(bodies.changes).toMatchObject([{ path: "messages[300].content", from: "old", to: "new" }]);
  });

  it("is read once when nothing was changed", async () => {
    const body = write(600, () => "same");
    const id = await store({ client_request: toJsonBytes(body), upstream_request: "client_request", ...answers });
    const { request } = await getCall(db, id);
    expect(request.original).toEqual(body);
    expect(request.final).toBe(request.original);
  });

  it("falls back to its readable view where the bytes are not what it shows", async () => {
    const body = { ...write(600, () => "a"), note: "nul \0 and half \ud800" };
    const id = await store({ client_request: toJsonBytes(body), upstream_request: "client_request", ...answers });
    const { request, record_notes: notes } = await getCall(db, id);
    expect(notes).toContain("nul_replaced");
    expect(request.original).toMatchObject({ note: "nul \ufffd and half \ufffd" });
  });

  it("hands out the turns that its view leaves out", async () => {
    const [original, final] = [
      write(600, (index) => `old${String(index)}`),
      write(600, (index) => `new${String(index)}`),
    ];
    const id = await store({ client_request: toJsonBytes(original), upstream_request: toJsonBytes(final), ...answers });
    const { bodies } = await getCallView(db, id);
    const left = bodies.sections[0]?.turns.find(({ omitted }) => omitted?.at === 450);
    const query = turnsQuery.parse({ hook: "request", at: "450", count: "2" });
    const { turns } = await getCallTurns(db, id, query);
    expect(turns.map(({ path }) => path)).toEqual(["messages[450]", "messages[451]"]);
    expect(turns[0]?.parts[0]?.runs[0]).toMatchObject({
      from: "old450",
      to: "new450",
      change: left?.omitted?.changes[0],
    });
  });
});

describe("a call of which only the beginning was kept", () => {
  it("has no change where that ends: what is named are the places that were edited", async () => {
    const edit = buildEdit({ path: "choices[0].message.content", start: 0, from: "one", to: "three" });
    const [step] = buildEnd().record.steps;
    const steps = step === undefined ? [] : [{ ...step, name: "first", edits: [edit] }];
    const write = (content: string) =>
      toJsonBytes({ choices: [{ index: 0, message: { role: "assistant", content } }] });
    const { record, bytes } = buildEnd({ steps }, { upstream_response: write("one"), client_response: write("three") });
    const bodies = record.bodies.map((body) => ({ ...body, captured: Math.min(body.captured, 10) }));
    const captured: Partial<Record<BodySide, Buffer>> = {};
    for (const [side, chunks] of Object.entries(bytes)) {
      captured[side as BodySide] = Buffer.concat(chunks).subarray(0, 10);
    }
    await storeCalls(pool, [assembleCall({ ...record, bodies }, captured, () => null)]);
    const { response, steps: told } = await getCallDiff(db, record.call_id);
    expect(response).toMatchObject({
      changed: true,
      truncated: true,
      counts: { added: 0, removed: 0, modified: 1, unchanged: 0 },
      changes: [{ path: "choices[0].message.content", kind: "modified", policy: "first" }],
    });
    expect(response.summary).toContain("only the beginning of the body was kept");
    expect(told).toMatchObject([{ response: { changed: true, truncated: true } }]);
    const { original, final } = (await getCall(db, record.call_id)).response;
    expect(original).toEqual(final);
  });
});
