import { expect, it } from "vitest";
import type { BodySide } from "@/lib/core/contracts/call";
import { buildCallDetail } from "@/lib/testing/build-call-detail";
import { describeSide } from "./describe-side";
import { prepareBothSides } from "@/lib/testing/prepare-both-sides";

it("does not claim to know what an interrupted call never recorded", () => {
  const nothing = { original: null, final: null };
  const call = buildCallDetail({ state: "interrupted", request: nothing, response: nothing });
  const { request, response } = prepareBothSides(call);
  for (const side of [request, response]) {
    expect(describeSide(call, side).detail).toBe("Not recorded, because the gateway stopped.");
  }
  const body = { model: "demo", messages: [] };
  const half = buildCallDetail({ state: "interrupted", request: { original: body, final: null }, response: nothing });
  expect(describeSide(half, prepareBothSides(half).request).title).toBe("Final not recorded");
  const same = buildCallDetail({ state: "interrupted", request: { original: body, final: body } });
  expect(describeSide(same, prepareBothSides(same).request).detail).not.toContain("No policy ran");
});

it("says that a usage chunk was kept from the client, and does not call it another spelling", () => {
  const body = { choices: [] };
  const info = (side: BodySide, size: number) => {
    return { side, size, captured: size, sha256: side, is_truncated: false, content_type: null, same_as: null };
  };
  const call = buildCallDetail({
    response: { original: body, final: body },
    bodies: [info("upstream_response", 900), info("client_response", 800)],
    record_notes: ["usage_asked"],
  });
  const { title, detail } = describeSide(call, prepareBothSides(call).response);
  expect(title).toBe("Unchanged");
  expect(detail).toContain("its chunk of 100 bytes was kept from the client");
});
