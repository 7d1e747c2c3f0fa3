import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { vllmProvider } from "./index";

describeProvider(vllmProvider, "vllm");

it("goes where it was told, without a key when there is none", async () => {
  const sent = await locateThrough(vllmProvider, {
    dialect: "openai",
    target: "/v1/models",
    baseUrl: "http://10.0.0.7:8000",
  });
  expect(sent).toMatchObject({ origin: "http://10.0.0.7:8000", path: "/v1/models" });
  expect(sent?.headers.join(" ").toLowerCase()).not.toMatch(/authorization|api-key/);
});
