import { describe, expect, it } from "vitest";
import { DirectWrites } from "./direct-writes";

describe("DirectWrites", () => {
  it("allows small writes, and large ones never", () => {
    const direct = new DirectWrites();
    expect(direct.allows(4096, null, 0)).toBe(true);
    expect(direct.allows(4096, 0, 50)).toBe(true);
    expect(direct.allows(1024 * 1024, null, 60)).toBe(false);
  });

  it("leaves the event loop alone for a while when a sync or a write took long", () => {
    const direct = new DirectWrites();
    expect(direct.allows(10, 1000, 1200)).toBe(false);
    expect(direct.allows(10, null, 2100)).toBe(false);
    expect(direct.allows(10, null, 2300)).toBe(true);
    direct.note(3000, 3001);
    expect(direct.allows(10, null, 3001)).toBe(true);
    direct.note(4000, 4500);
    expect(direct.allows(10, null, 4600)).toBe(false);
    expect(direct.allows(10, null, 5600)).toBe(true);
  });
});
