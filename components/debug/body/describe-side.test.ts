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

it("tells a removed body from one that never was, with the sizes that are left", () => {
  const nothing = { original: null, final: null };
  const info = (side: BodySide, size: number) => {
    return { side, size, captured: size, sha256: side, is_truncated: false, content_type: null, same_as: null };
  };
  const bodies = [info("client_request", 1_200), info("upstream_request", 1_100)];
  const call = buildCallDetail({ request: nothing, response: nothing, bodies, bodies_removed: true });
  const { request, response } = prepareBothSides(call);
  expect(describeSide(call, request).title).toBe("No longer kept");
  expect(describeSide(call, request).detail).toContain("It was 1,200 bytes, and 1,100 bytes after the policies.");
  expect(describeSide(call, response).detail).toBe(
    "The response was recorded and has been removed since. Figures, times and what the policies did are kept.",
  );
});

it("shows of an answer that is still coming what has come, and calls no difference a change", () => {
  const said = (content: string) => ({ choices: [{ index: 0, message: { role: "assistant", content } }] });
  const info = (side: BodySide, size: number) => {
    return { side, size, captured: size, sha256: side, is_truncated: false, content_type: null, same_as: null };
  };
  const bodies = [info("upstream_response", 2_048), info("client_response", 1_024)];
  const running = { state: "in_progress", bodies } as const;
  const call = buildCallDetail({ ...running, response: { original: said("Hello, how"), final: said("Hello,") } });
  const { response, changes } = prepareBothSides(call);
  expect(response.status).toBe("so-far");
  expect(changes).toEqual([]);
  expect(JSON.stringify(response.turns)).toContain("Hello,");
  expect(JSON.stringify(response.turns)).not.toContain("how");
  expect(describeSide(call, response).detail).toBe(
    "2.0 kB came from the provider, 1.0 kB went on to the client. Compared when it has ended.",
  );
  // Without policies on the way there is no second copy: what came is what went.
  const plain = buildCallDetail({ ...running, response: { original: said("Hello, how"), final: null } });
  expect(JSON.stringify(prepareBothSides(plain).response.turns)).toContain("how");
});
