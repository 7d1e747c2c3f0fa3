import { describe, expect, it } from "vitest";
import { listCandidates } from "./choose-identity";

const accounts = [
  { uid: 0, gid: 0 },
  { uid: 65_534, gid: 65_534 },
  { uid: 1, gid: 1 },
];
const wrapAll = (...options: Parameters<typeof listCandidates>) =>
  listCandidates(...options).map((candidate) => candidate.wrap("postgres", ["-V"]));

describe("listCandidates", () => {
  it("prefers a name space for root, as an account that exists, so that files stay root's", () => {
    const [first] = listCandidates(0, accounts, null);
    expect(first?.ownerUid).toBe(0);
    expect(first?.wrap("postgres", ["-V"])).toEqual({
      command: "unshare",
      args: ["--user", "--map-user=1", "--map-group=1", "--", "postgres", "-V"],
    });
  });

  it("then changes the user, with and without the right to pass closed folders", () => {
    const [, second, third] = wrapAll(0, accounts, null);
    expect(second?.command).toBe("setpriv");
    expect(second?.args).toContain("--ambient-caps=+dac_override");
    expect(third).toEqual({ command: "postgres", args: ["-V"], uid: 1, gid: 1 });
  });

  it("keeps the owner of a cluster that an ordinary user made", () => {
    const candidates = listCandidates(0, accounts, { uid: 1000, gid: 1000 });
    expect(candidates.map((candidate) => candidate.ownerUid)).toEqual([1000, 1000]);
  });

  it("has only the name space for a user without an account", () => {
    expect(wrapAll(1234, accounts, null).map(({ command }) => command)).toEqual(["unshare"]);
  });
});
