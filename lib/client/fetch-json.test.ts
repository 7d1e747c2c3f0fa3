import { afterEach, describe, expect, it, vi } from "vitest";
import { ClientError, fetchJson } from "./fetch-json";

function answer(body: string, status: number): void {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(status === 204 ? null : body, { status })));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("fetchJson", () => {
  it("sends JSON and reads JSON", async () => {
    answer('{"id":"a"}', 201);
    await expect(fetchJson("/api/v1/tokens", { method: "POST", body: { name: "ci" } })).resolves.toEqual({ id: "a" });
    const [path, init] = vi.mocked(fetch).mock.calls[0]!;
    expect(path).toBe("/api/v1/tokens");
    expect(init).toMatchObject({ method: "POST", body: '{"name":"ci"}', credentials: "same-origin" });
  });

  it("answers null for an empty body", async () => {
    answer("", 204);
    await expect(fetchJson("/api/v1/tokens/a", { method: "DELETE" })).resolves.toBeNull();
  });

  it("keeps code, message and details of the management API", async () => {
    answer('{"error":{"code":"conflict","message":"That name is taken.","details":{"field":"name"}}}', 409);
    const error = await fetchJson("/x").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({
      code: "conflict",
      message: "That name is taken.",
      status: 409,
      details: { field: "name" },
    });
  });

  it("says that the session has ended, and never shows a foreign error page", async () => {
    answer("<html>login</html>", 401);
    await expect(fetchJson("/x")).rejects.toThrow("Your session has ended. Sign in again.");
    answer("<html>bad gateway</html>", 502);
    await expect(fetchJson("/x")).rejects.toThrow("The server answered with status 502.");
  });

  it("says when nobody answers, but leaves aborts alone", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("fetch failed")));
    await expect(fetchJson("/x")).rejects.toMatchObject({ code: "unreachable", status: 0 });
    const controller = new AbortController();
    controller.abort();
    await expect(fetchJson("/x", { signal: controller.signal })).rejects.toThrow(TypeError);
  });
});
