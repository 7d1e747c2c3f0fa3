import { expect, it } from "vitest";
import { buildCallDetail } from "@/lib/testing/build-call-detail";
import { describeSide } from "./describe-side";
import { prepareBodies } from "./prepare-bodies";

it("does not claim to know what an interrupted call never recorded", () => {
  const nothing = { original: null, final: null };
  const call = buildCallDetail({ state: "interrupted", request: nothing, response: nothing });
  const { request, response } = prepareBodies(call);
  for (const side of [request, response]) {
    expect(describeSide(call, side).detail).toBe("Not recorded, because the gateway stopped.");
  }
  const body = { model: "demo", messages: [] };
  const half = buildCallDetail({ state: "interrupted", request: { original: body, final: null }, response: nothing });
  expect(describeSide(half, prepareBodies(half).request).title).toBe("Final not recorded");
  const same = buildCallDetail({ state: "interrupted", request: { original: body, final: body } });
  expect(describeSide(same, prepareBodies(same).request).detail).not.toContain("No policy ran");
});
