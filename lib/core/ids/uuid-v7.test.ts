import { describe, expect, it } from "vitest";
import { readUuidTime } from "./read-uuid-time";
import { createUuidV7 } from "./uuid-v7";

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("createUuidV7", () => {
  it("carries the time in its first 48 bits", () => {
    const id = createUuidV7(Date.UTC(2100, 0, 1));
    expect(id).toMatch(pattern);
    expect(readUuidTime(id)).toBe(Date.UTC(2100, 0, 1));
    expect(readUuidTime(id.toUpperCase())).toBe(Date.UTC(2100, 0, 1));
    expect(readUuidTime("6f1c0f0e-54a5-4d5e-9d0b-1c2d3e4f5a6b")).toBeNull();
    expect(readUuidTime("hello")).toBeNull();
  });

  it("stays unique and in order when the clock stands still or steps back", () => {
    const start = Date.UTC(2100, 0, 2);
    const ids = Array.from({ length: 20_000 }, (_, index) => createUuidV7(start - (index % 50)));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids.slice(0, 100)) expect(id).toMatch(pattern);
  });
});
