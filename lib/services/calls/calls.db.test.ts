import { afterAll, describe, expect, it } from "vitest";
import type { BodySide, RecordedEdit } from "@/lib/core/contracts/call";
import type { PriceCall } from "@/lib/core/contracts/pricing";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { buildEnd, responseBody, type Bodies, toJsonBytes } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { buildEdit } from "@/lib/testing/build-call-detail";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { callQuery } from "./call-query";
import { getCall } from "./get-call";
import { getCallBytes } from "./get-call-bytes";
import { getCallDiff } from "./get-call-diff";
import { getCallExport } from "./get-call-export";
import { getCallStream } from "./get-call-stream";
import { getCallView } from "./get-call-view";
import { getLatestRevision, listCalls, listCallsAfter } from "./list-calls";

const { db, pool, close } = await openTestDatabase();

afterAll(close);

/** Stores a call as the recorder does. */
async function store(
  changes: Partial<CallEndRecord> = {},
  bodies?: Bodies,
  priceCall: PriceCall = () => null,
): Promise<string> {
  const { record, bytes } = bodies === undefined ? buildEnd(changes) : buildEnd(changes, bodies);
  const captured: Partial<Record<BodySide, Buffer>> = {};
  for (const [side, chunks] of Object.entries(bytes)) captured[side as BodySide] = Buffer.concat(chunks);
  await storeCalls(pool, [assembleCall(record, captured, priceCall)]);
  return record.call_id;
}

const list = (query: Record<string, string> = {}) => listCalls(db, callQuery.parse(query));

describe("listCalls", () => {
  it("pages through everything, newest first, each once", async () => {
    const stored: string[] = [];
    // Several within one millisecond: the id decides.
    for (let index = 0; index < 7; index++) {
      const started_at = 1_800_000_000_000 + Math.floor(index / 3);
      stored.push(await store({ call_id: createUuidV7(started_at), started_at, model: "paged" }));
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        model: "paged",
        limit: "2",
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.data.map((call) => call.id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(stored.toReversed());
  });

  it("refuses a cursor of something else", async () => {
    for (const cursor of ["x", "AAAA", Buffer.from("9".repeat(16)).toString("base64url")]) {
      await expect(list({ cursor })).rejects.toMatchObject({ code: "invalid_request" });
    }
  });

  it("narrows by every filter", async () => {
    const id = await store({
      model: "gpt-9_special",
      endpoint: "responses",
      state: "blocked",
      session_id: "Session-1",
      started_at: Date.parse("2031-01-01T12:00:00Z"),
      token: { id: "01890a5d-ac96-774b-bcce-b302099a8777", name: "other" },
    });
    const only = async (query: Record<string, string>) => (await list(query)).data.map((call) => call.id);
    expect(await only({ model: "GPT-9_s" })).toEqual([id]);
    expect(await only({ model: "gpt-9xs" })).toEqual([]);
    expect(await only({ model: "%" })).toEqual([]);
    expect(await only({ endpoint: "responses" })).toEqual([id]);
    expect(await only({ state: "blocked" })).toEqual([id]);
    expect(await only({ token_id: "01890A5D-ac96-774b-bcce-b302099a8777" })).toEqual([id]);
    expect(await only({ from: "2031-01-01T00:00:00Z", to: "2031-01-02T00:00:00+01:00" })).toEqual([id]);
    expect(await only({ from: "2031-01-02T00:00:00Z" })).toEqual([]);
    expect(await only({ q: "session-1" })).toEqual([id]);
    expect(await only({ q: id.toUpperCase() })).toEqual([id]);
    expect(await only({ q: "no such words" })).toEqual([]);
    expect((await only({ q: "0af7651916cd43dd8448eb211c80319c" })).length).toBeGreaterThan(1);
    expect((await only({ q: "ACCOUNT number" })).length).toBeGreaterThan(1);
    expect(await only({ outcome: "failed-open" })).toEqual([]);
    expect(await only({ project_id: createUuidV7(Date.now()) })).toEqual([]);
  });
});

describe("getCall", () => {
  it("answers everything of a call", async () => {
    const id = await store();
    const call = await getCall(db, id.toUpperCase());
    expect(call.certificate.request).toMatchObject({ verdict: "identical", received: call.certificate.request.sent });
    expect(call.certificate.response).toMatchObject({ verdict: "changed_by_policies", headers: { added: [] } });
    expect(call.certificate.response.sent?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(call).toMatchObject({
      id,
      state: "completed",
      dialect: "openai",
      project: { name: "default" },
      usage: { input_tokens: 12, output_tokens: 9, source: "reported" },
      cost: null,
      outcome: "changed",
      changed_by: ["Redact"],
      timings: { request_read_ms: 0.5, upstream_start_ms: 1.25, upstream_last_byte_ms: null, duration_ms: 30.5 },
      headers: { client_request: [["content-type", "application/json"]] },
      steps: [{ position: 0, policy: "redact-personal-data", version: 3, outcome: "changed" }],
    });
    expect(call.request.original).toEqual(call.request.final);
    expect(call.response.original).toEqual(responseBody);
    expect(JSON.stringify(call.response.final)).toContain("[REDACTED]");
    expect(call.bodies.map(({ side, same_as }) => [side, same_as])).toEqual([
      ["client_request", null],
      ["upstream_request", "client_request"],
      ["wire_request", "upstream_request"],
      ["upstream_response", null],
      ["client_response", null],
    ]);
    // What equals another side was kept once, which is not the same as being cut.
    expect(call.bodies.map(({ size, captured, is_truncated }) => [size === captured, is_truncated])).toEqual(
      call.bodies.map(() => [true, false]),
    );
    expect(JSON.parse(JSON.stringify(call))).toEqual(call);
  });

  it("answers what it cost to the last digit, and how that comes about", async () => {
    const cost = {
      amount: "0.000308333333333333",
      currency: "USD",
      source: "genai-prices 0.1.8",
      items: [{ item: "output", quantity: "100", price: "0.6", per: 1_000_000, amount: "0.00006" }],
      price_name: "openai/gpt-4o-mini",
    };
    const id = await store({}, undefined, () => cost);
    expect((await getCall(db, id)).cost).toEqual(cost);
  });

  it("says that bodies were removed, whether their rows are gone or only the bytes, and of nothing else", async () => {
    const [kept, gone, emptied] = [await store(), await store(), await store()];
    const refused = await store({ state: "client_aborted", status: null, bodies: [] }, {});
    await pool.query("DELETE FROM call_bodies WHERE call_id = $1", [gone]);
    await pool.query("DELETE FROM conversation_events WHERE call_id = ANY($1)", [[gone, emptied]]);
    await pool.query("UPDATE call_bodies SET bytes = NULL WHERE call_id = $1", [emptied]);
    const ask = async (id: string) => (await getCall(db, id)).bodies_removed ?? false;
    expect(await Promise.all([kept, gone, emptied, refused].map(ask))).toEqual([false, true, true, false]);
    const { bodies } = await getCallView(db, emptied);
    expect(bodies.sections.map(({ status }) => status)).toEqual(["removed", "removed"]);
    await expect(getCallExport(db, gone, { as: "curl-gateway" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("says not found for what is not there or no id", async () => {
    for (const id of [createUuidV7(Date.now()), "x", "", "../calls", "0", "1 OR 1=1", "\0"]) {
      for (const read of [getCall, getCallDiff, getCallStream]) {
        await expect(read(db, id)).rejects.toMatchObject({ code: "not_found" });
      }
      await expect(getCallBytes(db, id, "client_request")).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

const editOf = (from: string, to: string, start: number) =>
  buildEdit({ path: "choices[0].message.content", start, from, to });
const stepOf = (position: number, name: string, edits: readonly RecordedEdit[]) => ({
  position,
  hook: "response" as const,
  policy: "replace-text",
  policy_id: createUuidV7(Date.now()),
  name,
  version: 1,
  outcome: edits.length > 0 ? ("changed" as const) : ("unchanged" as const),
  reason: null,
  duration_ms: 0.1,
  edits,
});
const answer = (content: string, extra: object = {}) =>
  toJsonBytes({ choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }], ...extra });

describe("getCallDiff", () => {
  it("finds an edit at its path however deep the body nests, and sends nothing that nests too deep", async () => {
    const deep = (mail: string, value: string): Buffer =>
      Buffer.from(
        `{"model":"m","messages":[{"role":"user","content":"Ask ${mail}"}],"x":${"[".repeat(10_000)}${value}${"]".repeat(10_000)},"y":${value}}`,
      );
    const id = await store({}, { client_request: deep("a@b.io", "1"), upstream_request: deep("[EMAIL]", "1") });
    const { request } = await getCallDiff(db, id);
    expect(request.changes).toMatchObject([{ path: "messages[0].content", from: "Ask a@b.io", to: "Ask [EMAIL]" }]);
    const other = await store({}, { client_request: deep("a@b.io", "1"), upstream_request: deep("a@b.io", "[2]") });
    const changes = (await getCallDiff(db, other)).request.changes;
    expect(changes).toHaveLength(2);
    expect(changes.find(({ path }) => path === "y")).toMatchObject({ from: 1, to: [2] });
    expect(() => JSON.stringify(changes)).not.toThrow();
  });

  it("names the policy of a change", async () => {
    const diff = await getCallDiff(db, await store());
    expect(diff.request).toMatchObject({ changed: false, changes: [] });
    expect(diff.response).toMatchObject({
      changed: true,
      counts: { added: 0, removed: 0, modified: 1 },
      changes: [
        {
          path: "choices[0].message.content",
          kind: "modified",
          from: "Your account number is 1234-5678-9012.",
          to: "Your account number is [REDACTED].",
          policy: "Redact",
        },
      ],
    });
    expect(diff.steps).toMatchObject([{ policy: "redact-personal-data", version: 3, response: { changed: true } }]);
    expect(diff.steps[0]).not.toHaveProperty("request");
  });

  it("rebuilds what each of several policies did, and blames nobody for what two have touched", async () => {
    const id = await store(
      { steps: [stepOf(0, "first", [editOf("one", "three", 0)]), stepOf(1, "second", [editOf("two", "four", 6)])] },
      {
        client_request: toJsonBytes({}),
        upstream_request: "client_request",
        upstream_response: answer("one two"),
        client_response: answer("three four"),
      },
    );
    const diff = await getCallDiff(db, id);
    expect(diff.response.changes).toMatchObject([
      {
        path: "choices[0].message.content",
        kind: "modified",
        from: "one two",
        to: "three four",
        blame: [{ policy: "first" }, { policy: "second" }],
      },
    ]);
    expect(diff.response.changes[0]).not.toHaveProperty("policy");
    expect(diff.steps.map((step) => step.response?.changes)).toEqual([
      [{ path: "choices[0].message.content", kind: "modified", from: "one two", to: "three two" }],
      [{ path: "choices[0].message.content", kind: "modified", from: "three two", to: "three four" }],
    ]);
  });

  it("leaves out edits of places that the readable view does not have", async () => {
    const lost = { ...editOf("a", "b", 0), path: "choices[7].delta" };
    const broken = { ...editOf("a", "b", 0), path: "no path [" };
    const id = await store(
      { steps: [stepOf(0, "lost", [lost]), stepOf(1, "broken", [broken])] },
      { upstream_response: answer("same"), client_response: "upstream_response" },
    );
    const diff = await getCallDiff(db, id);
    expect(diff.response.changed).toBe(false);
    expect(diff.steps.map((step) => step.response?.changed)).toEqual([false, false]);
  });

  it("does not call a request that was stopped a removed one", async () => {
    const id = await store(
      { state: "blocked", steps: [{ ...stepOf(0, "stop", []), hook: "request", outcome: "blocked", reason: "No" }] },
      {
        client_request: toJsonBytes({ model: "demo" }),
        client_response: toJsonBytes({ error: { code: "blocked_by_policy" } }),
      },
    );
    const diff = await getCallDiff(db, id);
    expect(diff.request.changed).toBe(false);
    expect(diff.steps).toMatchObject([{ outcome: "blocked", reason: "No", request: { changed: false } }]);
  });
});

describe("bytes, stream marks and timings", () => {
  it("answers bytes of every side, also of one that equals another", async () => {
    const sent = Buffer.from('{"a":\u00a01.0e0}\0');
    const id = await store({}, { client_request: sent, upstream_request: "client_request" });
    const own = await getCallBytes(db, id, "client_request");
    const same = await getCallBytes(db, id, "upstream_request");
    expect(sent.equals(own.bytes)).toBe(true);
    expect(sent.equals(same.bytes)).toBe(true);
    await expect(getCallBytes(db, id, "client_response")).rejects.toMatchObject({ code: "not_found" });
  });

  it("answers when pieces came", async () => {
    const { record, bytes } = buildEnd();
    const bodies = record.bodies.map((body) =>
      body.side === "upstream_response" ? { ...body, marks: [20.5, 100, 21, 50] } : body,
    );
    const captured = { upstream_response: Buffer.concat(bytes.upstream_response ?? []) };
    await storeCalls(pool, [assembleCall({ ...record, bodies }, captured)]);
    expect(await getCallStream(db, record.call_id)).toEqual({
      call_id: record.call_id,
      upstream: [
        { at_ms: 20.5, bytes: 100 },
        { at_ms: 21, bytes: 50 },
      ],
      client: [],
    });
  });
});

describe("revisions", () => {
  it("list what is new, in order", async () => {
    const before = await getLatestRevision(db);
    const ids = [await store(), await store(), await store()];
    const calls = await listCallsAfter(db, before, 10);
    expect(calls.map((call) => call.id)).toEqual(ids);
    expect(await listCallsAfter(db, BigInt(calls[0]?.revision ?? 0), 1)).toMatchObject([{ id: ids[1] }]);
    expect((await getLatestRevision(db)).toString()).toBe(calls[2]?.revision);
  });
});
