import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { openaiCompatibleProvider } from "./index";

describeProvider(openaiCompatibleProvider, "openai-compatible");

it.each([
  ["https://host/v1", {}, "/v1/chat/completions"],
  ["https://host/api/paas/v4", {}, "/api/paas/v4/chat/completions"],
  ["https://host/gw/openai", { version_path: "" }, "/gw/openai/chat/completions"],
  ["https://host/v1/account/gateway", { version_path: "/openai" }, "/v1/account/gateway/openai/chat/completions"],
])("finds chat below %s with %j", async (baseUrl, options, path) => {
  const question = { dialect: "openai", target: "/v1/chat/completions", baseUrl, options } as const;
  expect((await locateThrough(openaiCompatibleProvider, question))?.path).toBe(path);
});

it.each(["bearer", "api-key", "x-api-key"] as const)("sends the key as %s", (auth) => {
  const [header] = openaiCompatibleProvider.authenticate("key-1", "openai", { auth });
  expect(header).toEqual(auth === "bearer" ? ["authorization", "Bearer key-1"] : [auth, "key-1"]);
});

it.each(["v1", "/../x", "/a//b", "/v1/", "/a?b"])("refuses the version path %s", (version_path) => {
  expect(openaiCompatibleProvider.options?.safeParse({ version_path }).success).toBe(false);
});
