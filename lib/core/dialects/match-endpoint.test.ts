import { describe, expect, it } from "vitest";
import { isRespelled, matchEndpoint } from "./match-endpoint";

describe("matchEndpoint", () => {
  it.each([
    ["/v1/chat/completions", false, "openai", "chat.completions", "/v1/chat/completions"],
    ["/v1/messages", false, "anthropic", "messages", "/v1/messages"],
    ["/v1/messages/count_tokens", false, "anthropic", "messages.count_tokens", "/v1/messages/count_tokens"],
    ["/v1/messages/batches/b1", false, "anthropic", "messages.batches.update", "/v1/messages/batches/b1"],
    ["/v1/models", false, "openai", "models", "/v1/models"],
    ["/v1/models/claude", true, "anthropic", "models", "/v1/models/claude"],
    ["/v1/anything/else", false, "openai", "other", "/v1/anything/else"],
    ["/openai/v1/responses", false, "openai", "responses", "/v1/responses"],
    ["/anthropic/v1/messages", false, "anthropic", "messages", "/v1/messages"],
    ["/anthropic/v1/chat/completions", false, "anthropic", "chat.completions", "/v1/chat/completions"],
    ["/anthropic/v1/models", false, "anthropic", "models", "/v1/models"],
  ])("%s", (path, hasVersion, ...expected) => {
    const [dialect, endpoint, upstreamPath] = expected;
    expect(matchEndpoint(path, hasVersion)).toEqual({ dialect, endpoint, upstreamPath });
  });

  it.each([
    ["GET", "/v1/responses/resp_A1", "responses.retrieve"],
    ["DELETE", "/v1/responses/resp_A1", "responses.delete"],
    ["POST", "/v1/responses/resp_A1/cancel", "responses.cancel"],
    ["GET", "/v1/responses/resp_A1/input_items", "responses.input_items"],
    ["POST", "/v1/responses/input_tokens", "responses.input_tokens"],
    ["POST", "/v1/responses/compact", "responses.compact"],
    ["GET", "/v1/chat/completions", "chat.completions.list"],
    ["GET", "/v1/chat/completions/chatcmpl-1", "chat.completions.retrieve"],
    ["GET", "/v1/chat/completions/chatcmpl-1/messages", "chat.completions.messages"],
    ["POST", "/v1/files", "files"],
    ["GET", "/v1/files", "files.list"],
    ["GET", "/v1/files/", "files.list"],
    ["GET", "/v1/files/file-1/content", "files.content"],
    ["POST", "/v1/uploads/u1/parts", "uploads.parts"],
    ["POST", "/v1/batches/b1/cancel", "batches.cancel"],
    ["POST", "/v1/threads/runs", "threads.runs"],
    ["POST", "/v1/threads/t1/runs/r1/submit_tool_outputs", "threads.runs.submit_tool_outputs"],
    ["GET", "/v1/vector_stores/v1/files/f1", "vector_stores.files"],
    ["POST", "/v1/images/variations", "images.variations"],
    ["GET", "/v1/messages/batches/b1/results", "messages.batches.results"],
    ["GET", "/v1/threads/t1/DROP%20TABLE", "other"],
    ["POST", "/v1/somethingnew", "other"],
  ])("%s %s is %s", (method, path, endpoint) => {
    expect(matchEndpoint(path, false, method)?.endpoint).toBe(endpoint);
    expect(matchEndpoint(`/openai${path}`, false, method)?.endpoint).toBe(endpoint);
  });

  it("asks the version header whose files are meant", () => {
    expect(matchEndpoint("/v1/files", true, "GET")?.dialect).toBe("anthropic");
    expect(matchEndpoint("/v1/files", false, "GET")?.dialect).toBe("openai");
    expect(matchEndpoint("/v1/chat/completions", true)?.dialect).toBe("openai");
  });

  it("sees other spellings of paths that policies read, which must not pass them by", () => {
    for (const path of [
      "/v1/%63hat/completions",
      "/v1/chat/completions/",
      "/v1/Chat/Completions",
      "/openai/v1/Messages",
      "/v1/Responses/resp_1",
      "/v1/responses/resp_1/Cancel",
      "/v1/%72esponses/resp_1",
    ]) {
      expect(isRespelled(path)).toBe(true);
    }
    for (const path of [
      "/v1/chat/completions",
      "/anthropic/v1/messages",
      "/v1/files/",
      "/v1/models/GPT",
      "/v1/chat",
      "/v1/responses/resp_ABC",
    ]) {
      expect(isRespelled(path)).toBe(false);
    }
  });

  it.each(["/", "/v1", "/v2/chat", "/debug/request/1", "/anthropic/messages"])("%s is not the gateway's", (path) => {
    expect(matchEndpoint(path, false)).toBeNull();
  });
});
