import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { buildUpstream } from "@/lib/testing/fixed-directory";
import { locateCall, prepareUpstreams, requireUpstream } from "./resolve-upstream";

const provider: ProviderDefinition = {
  id: "openai",
  title: "OpenAI",
  dialects: ["openai"],
  defaultBaseUrl: "https://upstream.example",
  keyForm: "bearer",
  documentationUrl: null,
  quirks: [],
  authenticate: (key) => [["authorization", `Bearer ${key}`]],
};
const providers = new Map([["openai", provider]]);

function choose(upstreams: readonly Parameters<typeof buildUpstream>[0][], model: string | null) {
  const project = { id: "p", name: "shop", isActive: true, policies: [], upstreams: upstreams.map(buildUpstream) };
  return requireUpstream(project, prepareUpstreams(project.upstreams, providers), { dialect: "openai", model });
}

describe("requireUpstream", () => {
  const upstreams = [
    { id: "a", models: ["gpt-*"], credential: "k" },
    { id: "b", models: ["llama-*", "qwen*"] },
  ];

  it("finds the upstream of a model", () => {
    expect(choose(upstreams, "gpt-5").id).toBe("a");
    expect(choose(upstreams, "qwen3").id).toBe("b");
    expect(choose(upstreams, null).id).toBe("a");
  });

  it("says what was asked for and what there is", () => {
    expect(() => choose(upstreams, "o4-mini")).toThrow(
      'The project "shop" has no OpenAI upstream for the model "o4-mini". It has: openai (gpt-*); openai (llama-*, qwen*).',
    );
    expect(() => choose([{ dialect: "anthropic" }], "x")).toThrow('The project "shop" has no OpenAI upstream.');
    expect(() => choose([{ provider: "gone" }], null)).toThrow("cannot be used here: gone (any model)");
  });

  it("leaves out upstreams whose address is none", () => {
    expect(choose([{ id: "bad", baseUrl: "not an address" }, { id: "good" }], "x").id).toBe("good");
  });
});

describe("locateCall", () => {
  it("puts query and path behind the address, and the query not into the record", () => {
    const upstream = choose([{ id: "a", baseUrl: "https://host/base/v1/", credential: "k" }], null);
    expect(locateCall(upstream, { dialect: "openai", path: "/models", query: "?a=1", model: null })).toMatchObject({
      id: "a",
      origin: "https://host",
      path: "/base/v1/models?a=1",
      url: "https://host/base/v1/models",
      credential: [["authorization", "Bearer k"]],
    });
  });
});
