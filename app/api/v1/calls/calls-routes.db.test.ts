import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CallSummary } from "@/lib/core/contracts/call";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { createPool } from "@/lib/db/create-db";
import { buildEnd } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { GET as streamActivity } from "../activity/stream/route";
import { GET as getDiff } from "./[id]/diff/route";
import { GET as streamLive } from "./[id]/live/route";
import { GET as getRaw } from "./[id]/raw/route";
import { GET as getCall } from "./[id]/route";
import { GET as getStream } from "./[id]/stream/route";
import { GET as getTrace } from "./[id]/trace/route";
import { GET as listCalls } from "./route";

const adminToken = "an-admin-token-for-tests";
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("DIFFRACT_SECRET", "a secret of at least sixteen characters");
  vi.stubEnv("DIFFRACT_ADMIN_TOKEN", adminToken);
  pool = createPool({ url: database.url, max: 2, applicationName: "test", statementTimeoutMs: 10_000 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function store(): Promise<string> {
  const { record, bytes } = buildEnd();
  const captured = {
    client_request: Buffer.concat(bytes.client_request ?? []),
    upstream_response: Buffer.concat(bytes.upstream_response ?? []),
    client_response: Buffer.concat(bytes.client_response ?? []),
  };
  await storeCalls(pool, [assembleCall(record, captured)]);
  return record.call_id;
}

const headers = { authorization: `Bearer ${adminToken}` };
const ask = (path: string, init: RequestInit = {}) =>
  new Request(`http://127.0.0.1:3000/api/v1${path}`, { headers, ...init });
const params = (id?: string) => ({ params: Promise.resolve(id === undefined ? {} : { id }) });
const perCall = {
  "": getCall,
  "/diff": getDiff,
  "/stream": getStream,
  "/trace": getTrace,
  "/raw?side=client_request": getRaw,
};

describe("routes of calls", () => {
  it("need a token or a session", async () => {
    const id = await store();
    const cases = [{}, { authorization: "Bearer wrong" }, { cookie: "next-auth.session-token=x" }];
    for (const given of cases) {
      expect((await listCalls(ask("/calls", { headers: given }), params())).status).toBe(401);
      expect((await streamActivity(ask("/activity/stream", { headers: given }), params())).status).toBe(401);
      for (const [path, handle] of Object.entries(perCall)) {
        const response = await handle(ask(`/calls/${id}${path}`, { headers: given }), params(id));
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ error: { code: "unauthenticated" } });
      }
    }
  });

  it("answer what is there, and never let it be kept", async () => {
    const id = await store();
    for (const [path, handle] of Object.entries(perCall)) {
      const response = await handle(ask(`/calls/${id}${path}`), params(id));
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
    const list = await listCalls(ask("/calls?limit=1"), params());
    expect(await list.json()).toMatchObject({ data: [{ id }], next_cursor: expect.any(String) as string });
  });

  it("hand out bytes as a download only", async () => {
    const id = await store();
    const response = await getRaw(ask(`/calls/${id}/raw?side=upstream_request`), params(id));
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}-upstream_request.bin"`);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.json()).toMatchObject({ model: "demo" });
  });

  it("answer 404 to ids that are none or nobody's", async () => {
    for (const id of [createUuidV7(Date.now()), "x", "..", "%00", "1;DROP TABLE", "null"]) {
      for (const [path, handle] of Object.entries(perCall)) {
        expect((await handle(ask(`/calls/x${path}`), params(id))).status).toBe(404);
      }
    }
  });

  it("answer 400 to queries that make no sense", async () => {
    const queries = ["limit=0", "limit=x", "limit=1e9", "cursor=zzz", "state=gone", "project_id=1", "from=yesterday"];
    queries.push("q=%00", "unknown=1", "limit=1&limit=2", "__proto__=1", "constructor=1", "to=2026-13-45T00:00:00Z");
    queries.push(`q=${"a".repeat(300)}`, "from=9999999-01-01T00:00:00Z");
    for (const query of queries) {
      const { status } = await listCalls(ask(`/calls?${query}`), params());
      expect([query, status]).toEqual([query, 400]);
    }
    expect((await listCalls(ask("/calls?q=%ED%A0%80%25_"), params())).status).toBe(200);
    const id = await store();
    for (const query of ["", "?side=", "?side=other", "?side=client_request&x=1"]) {
      expect((await getRaw(ask(`/calls/${id}/raw${query}`), params(id))).status).toBe(400);
    }
    expect((await streamActivity(ask("/activity/stream?after=x"), params())).status).toBe(400);
  });
});

interface StreamedEvent<Data> {
  readonly id: string;
  readonly event: string;
  readonly data: Data;
}

/** Reads events until there are enough. */
async function readEvents<Data = CallSummary>(response: Response, count: number): Promise<StreamedEvent<Data>[]> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  let events: StreamedEvent<Data>[] = [];
  while (events.length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    events = [...text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.+)\n\n/g)].map(
      ([, id = "", event = "", data = ""]) => ({
        id,
        event,
        data: JSON.parse(data) as Data,
      }),
    );
  }
  await reader.cancel();
  return events;
}

describe("the live feed", () => {
  it("tells of a stored call within moments, and of missed ones to who comes back", async () => {
    const open = await streamActivity(ask("/activity/stream"), params());
    expect(open.headers.get("content-type")).toContain("text/event-stream");
    const live = readEvents(open, 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    const first = await store();
    const [event] = await live;
    expect(performance.now() - started).toBeLessThan(900);
    expect(event).toMatchObject({ event: "call", data: { id: first, state: "completed" } });
    expect(event?.id).toBe(event?.data.revision);

    const ids = [await store(), await store()];
    const back = await streamActivity(
      ask("/activity/stream", { headers: { ...headers, "last-event-id": event?.id ?? "" } }),
      params(),
    );
    expect((await readEvents(back, 2)).map(({ data }) => data.id)).toEqual(ids);
    const after = await streamActivity(ask(`/activity/stream?after=${event?.id ?? ""}`), params());
    expect((await readEvents(after, 2)).map(({ data }) => data.id)).toEqual(ids);
  });

  it("sends what came at once as one event to who asks for that", async () => {
    const ids = [await store(), await store(), await store()];
    const open = await streamActivity(ask("/activity/stream?together=1&after=0"), params());
    const [event] = await readEvents<CallSummary[]>(open, 1);
    expect(event?.event).toBe("calls");
    expect(event?.data.slice(-3).map(({ id }) => id)).toEqual(ids);
    expect(event?.id).toBe(event?.data.at(-1)?.revision);
    expect((await streamActivity(ask("/activity/stream?together=yes"), params())).status).toBe(400);
  });

  it("tells of one call until it has ended, and is not there for calls that are not", async () => {
    const id = await store();
    const response = await streamLive(ask(`/calls/${id}/live`), params(id));
    const text = await response.text();
    expect(text).toContain('event: call\ndata: {"state":"completed"}');
    expect((await streamLive(ask(`/calls/${createUuidV7(1)}/live`), params(createUuidV7(1)))).status).toBe(404);
  });

  it("ends with the request", async () => {
    const abort = new AbortController();
    const response = await streamActivity(ask("/activity/stream", { signal: abort.signal }), params());
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    abort.abort();
    expect((await reader.read()).done).toBe(true);
  });
});
