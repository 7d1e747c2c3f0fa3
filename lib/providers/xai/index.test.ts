import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { xaiProvider } from "./index";

describeProvider(xaiProvider, "xai");

it("is at its public address, with the key as bearer", async () => {
  const sent = await locateThrough(xaiProvider, {
    dialect: "openai",
    target: "/v1/responses?a=1",
    credential: "key-1",
  });
  expect(sent).toMatchObject({ origin: "https://api.x.ai", path: "/v1/responses?a=1" });
  expect(sent?.headers.join(" ")).toContain("authorization Bearer key-1");
});
