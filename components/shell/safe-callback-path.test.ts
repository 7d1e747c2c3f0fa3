import { describe, expect, it } from "vitest";
import { toSafeCallbackPath } from "./safe-callback-path";

const origin = "http://127.0.0.1:3000";

describe("toSafeCallbackPath", () => {
  it.each([
    ["/calls?state=blocked#x", "/calls?state=blocked#x"],
    ["http://127.0.0.1:3000/activity", "/activity"],
  ])("keeps %s", (asked, path) => {
    expect(toSafeCallbackPath(asked, origin)).toBe(path);
  });

  it.each([
    null,
    undefined,
    "",
    "//evil.example/x",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    " //evil.example",
    "https://evil.example",
    "http://127.0.0.1:3000@evil.example/",
    "http://127.0.0.1:3000//evil.example",
    "javascript:alert(1)",
    "/sign-in?callbackUrl=/sign-in",
    "/api/auth/signout",
    "http://[",
  ])("goes home for %s", (asked) => {
    expect(toSafeCallbackPath(asked, origin)).toBe("/");
  });
});
