import { hostname } from "node:os";
import { expect, it } from "vitest";
import { isOwnAddress } from "./own-address";

it("knows our own address by every name that it has here", () => {
  for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "a.localhost", hostname(), "2130706433"]) {
    expect(isOwnAddress(`http://${host}:3000/v1`)).toBe(true);
    expect(isOwnAddress(`http://${host}:11434/v1`)).toBe(false);
  }
  expect(isOwnAddress("https://api.openai.com/v1")).toBe(false);
  expect(isOwnAddress("https://api.openai.com:3000/v1")).toBe(false);
});
