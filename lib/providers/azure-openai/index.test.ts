import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { azureOpenaiProvider } from "./index";

describeProvider(azureOpenaiProvider, "azure-openai");

const baseUrl = "https://r.openai.azure.com";
const ask = (target: string, options: Record<string, unknown>, model = "gpt-4o") =>
  locateThrough(azureOpenaiProvider, { dialect: "openai", target, baseUrl, options, model, credential: "0123456789" });

it.each([
  ["/v1/chat/completions", {}, "/openai/v1/chat/completions"],
  ["/v1/responses/r1?stream=true", {}, "/openai/v1/responses/r1?stream=true"],
  ["/v1/models", { api_version: "preview" }, "/openai/v1/models?api-version=preview"],
  ["/v1/models?api-version=x", { api_version: "preview" }, "/openai/v1/models?api-version=x"],
])("has %s with %j at %s", async (target, options, path) => {
  expect(await ask(target, options)).toMatchObject({ origin: baseUrl, path });
});

it.each([
  ["/v1/chat/completions", "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"],
  ["/v1/embeddings?x=1", "/openai/deployments/gpt-4o/embeddings?x=1&api-version=2024-10-21"],
  ["/v1/audio/speech", "/openai/deployments/gpt-4o/audio/speech?api-version=2024-10-21"],
  ["/v1/files", "/openai/files?api-version=2024-10-21"],
  ["/v1/responses", "/openai/responses?api-version=2024-10-21"],
])("has %s at %s on the older surface", async (target, path) => {
  expect((await ask(target, { surface: "deployments" }))?.path).toBe(path);
});

it("finds the deployment of a model by name", async () => {
  const options = { surface: "deployments", api_version: "2025-01-01-preview", deployments: { "gpt-4o": "prod-4o" } };
  const path = "/openai/deployments/prod-4o/chat/completions?api-version=2025-01-01-preview";
  expect((await ask("/v1/chat/completions", options))?.path).toBe(path);
});

it.each(["..", "a/b", "a?b", "a#b", "a%2e", " ", "__proto__/..", "."])(
  "refuses the model %j in an address",
  async (model) => {
    const call = ask("/v1/chat/completions", { surface: "deployments" }, model);
    await expect(call).rejects.toThrow("invalid_request");
  },
);

it.each([baseUrl, `${baseUrl}/openai`, `${baseUrl}/openai/v1/`])("takes the address as %s", async (given) => {
  const question = { dialect: "openai", target: "/v1/chat/completions", baseUrl: given } as const;
  expect((await locateThrough(azureOpenaiProvider, question))?.path).toBe("/openai/v1/chat/completions");
});

it("sends a key as api-key and an Entra token as bearer", () => {
  const entra = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln";
  expect(azureOpenaiProvider.authenticate("0123", "openai", {})).toEqual([["api-key", "0123"]]);
  expect(azureOpenaiProvider.authenticate(entra, "openai", {})).toEqual([["authorization", `Bearer ${entra}`]]);
});
