import { expect, it } from "vitest";
import type { Actor } from "@/lib/core/contracts/actor";
import { RecentActors } from "./recent-actors";

const admin: Actor = { kind: "person", id: "1", name: "Ada", email: "ada@localhost", role: "admin" };
const claims = { personId: "1", stamp: "a" };

it("lets those look who were let in lately, with the same password, and change nothing", () => {
  const clock = { now: 0 };
  const actors = new RecentActors(() => clock.now);
  expect(actors.find(claims)).toBeNull();
  actors.note(claims, admin);
  expect(actors.find(claims)).toEqual({ ...admin, role: "viewer" });
  expect(actors.find({ ...claims, stamp: "b" })).toBeNull();
  clock.now = 11 * 60_000;
  expect(actors.find(claims)).toBeNull();
});

it("forgets whom the database no longer knows", () => {
  const actors = new RecentActors(() => 0);
  actors.note(claims, admin);
  actors.note(claims, null);
  expect(actors.find(claims)).toBeNull();
});
