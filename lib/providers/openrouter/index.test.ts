import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { openrouterProvider } from "./index";

describeProvider(openrouterProvider, "openrouter");

it.each([
  ["openai", "/chat/completions"],
  ["anthropic", "/messages"],
] as const)("speaks %s at one address, with the key as bearer", async (dialect, path) => {
  const sent = await locateThrough(openrouterProvider, { dialect, target: `/v1${path}`, credential: "key-1" });
  expect(sent).toMatchObject({ origin: "https://openrouter.ai", path: `/api/v1${path}` });
  expect(sent?.headers.join(" ")).toContain("authorization Bearer key-1");
});
