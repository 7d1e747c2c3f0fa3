/** What was made at one of several upstreams is asked for there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";
import { createPlaceLearner, ObjectPlaces } from "./object-places";

describe("a project with two upstreams of a dialect", () => {
  let upstreams: FakeUpstream[];
  let gateway: ProjectGateway;

  beforeAll(async () => {
    const start = (name: string) =>
      startFakeUpstream((response, { url }) => {
        const isStream = url.includes("stream");
        response.writeHead(200, { "content-type": isStream ? "text/event-stream" : "application/json" });
        const made = { object: "x", id: `${url.includes("threads") ? "thread" : "resp"}_${name}0123`, output: [] };
        response.end(
          isStream ? `data: ${JSON.stringify({ type: "response.created", response: made })}\n\n` : JSON.stringify(made),
        );
      });
    upstreams = await Promise.all(["first", "second"].map(start));
    const [first, second] = upstreams.map(({ url }) => url);
    gateway = await startProjectGateway({
      upstreams: [
        buildUpstream({ id: "u-first", baseUrl: first ?? "" }),
        buildUpstream({ id: "u-second", baseUrl: second ?? "", models: ["other-*"] }),
      ].reverse(),
    });
  });

  afterAll(async () => {
    await gateway.close();
    for (const upstream of upstreams) await upstream.close();
  });

  async function ask(method: string, path: string, body?: object) {
    const response = await fetch(gateway.url + path, {
      method,
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await response.text();
    const record = await gateway.recorder.waitForEnd(response.headers.get("x-diffract-call-id") ?? "");
    return record.upstream_id;
  }

  it("asks for a response where it was made, however it came", async () => {
    expect(await ask("GET", "/v1/responses/resp_second0123")).toBe("u-first");
    expect(await ask("POST", "/v1/responses?stream", { model: "other-1", input: "x", stream: true })).toBe("u-second");
    expect(await ask("GET", "/v1/responses/resp_second0123")).toBe("u-second");
    expect(await ask("GET", "/v1/responses/resp_second0123/input_items")).toBe("u-second");
    expect(await ask("POST", "/v1/responses/resp_second0123/cancel")).toBe("u-second");
    expect(await ask("DELETE", "/v1/responses/resp_second0123")).toBe("u-second");
    expect(await ask("POST", "/v1/batches", { previous_response_id: "resp_second0123" })).toBe("u-second");
    expect(await ask("POST", "/v1/responses", { model: "gpt-5", previous_response_id: "resp_second0123" })).toBe(
      "u-first",
    );
  });

  it("keeps nothing of what was not to be stored", async () => {
    expect(await ask("POST", "/v1/threads/runs", { model: "other-1", store: false })).toBe("u-second");
    expect(await ask("GET", "/v1/threads/thread_second0123")).toBe("u-first");
    expect(await ask("POST", "/v1/threads/runs", { model: "other-1" })).toBe("u-second");
    expect(await ask("GET", "/v1/threads/thread_second0123/messages")).toBe("u-second");
  });
});

describe("the memory of places", () => {
  it("keeps projects apart and forgets the longest unused", () => {
    const places = new ObjectPlaces();
    places.remember("p", "file-first", "a");
    expect(places.find("q", ["file-first"])).toBeNull();
    for (let count = 0; count < 19_999; count++) places.remember("p", `file-${String(count)}`, "b");
    expect(places.find("p", ["none", "file-first"])).toBe("a");
    places.remember("p", "file-last", "b");
    expect(places.find("p", ["file-first"])).toBe("a");
    expect(places.find("p", ["file-0"])).toBeNull();
  });

  it("reads ids wherever the bytes were cut, but not from texts, and not beyond the beginning", () => {
    const read = (text: string, size: number): string[] => {
      const ids: string[] = [];
      const learn = createPlaceLearner((id) => ids.push(id));
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) learn(bytes.subarray(at, at + size));
      return [...new Set(ids)];
    };
    const answer = '{"text": "say \\"id\\":\\"file-false\\"", "id" : "batch_0123"}';
    for (const size of [1, 7, 1_000]) expect(read(answer, size)).toEqual(["batch_0123"]);
    expect(read(`${" ".repeat(5_000)}${answer}`, 900)).toEqual([]);
    expect(read('{"id":"run_0123","thread_id":"thread_0123"}', 5)).toEqual(["run_0123", "thread_0123"]);
  });
});
