import { describe, expect, it } from "vitest";
import { isRespelled, matchEndpoint } from "./match-endpoint";

describe("matchEndpoint", () => {
  it.each([
    ["/v1/chat/completions", false, "openai", "chat.completions", "/v1/chat/completions"],
    ["/v1/messages", false, "anthropic", "messages", "/v1/messages"],
    ["/v1/messages/count_tokens", false, "anthropic", "messages.count_tokens", "/v1/messages/count_tokens"],
    ["/v1/messages/batches/b1", false, "anthropic", "other", "/v1/messages/batches/b1"],
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

  it("sees other spellings of paths that policies read, which must not pass them by", () => {
    for (const path of [
      "/v1/%63hat/completions",
      "/v1/chat/completions/",
      "/v1/Chat/Completions",
      "/openai/v1/Messages",
    ]) {
      expect(isRespelled(path)).toBe(true);
    }
    for (const path of ["/v1/chat/completions", "/anthropic/v1/messages", "/v1/files/", "/v1/models/GPT", "/v1/chat"]) {
      expect(isRespelled(path)).toBe(false);
    }
  });

  it.each(["/", "/v1", "/v2/chat", "/debug/request/1", "/anthropic/messages"])("%s is not the gateway's", (path) => {
    expect(matchEndpoint(path, false)).toBeNull();
  });
});
