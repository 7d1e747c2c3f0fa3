import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { togetherProvider } from "./index";

describeProvider(togetherProvider, "together");

it("is at its public address, with the key as bearer", async () => {
  const sent = await locateThrough(togetherProvider, {
    dialect: "openai",
    target: "/v1/completions?a=1",
    credential: "key-1",
  });
  expect(sent).toMatchObject({ origin: "https://api.together.xyz", path: "/v1/completions?a=1" });
  expect(sent?.headers.join(" ")).toContain("authorization Bearer key-1");
});
