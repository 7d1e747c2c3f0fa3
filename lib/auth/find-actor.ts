import { roles, type Actor } from "@/lib/core/contracts/actor";
import type { Db } from "@/lib/db/create-db";
import { stampPassword, type SessionClaims } from "./session-token";

/** Looked up each time, so that a changed role, a changed password and a removed person count at once. */
export async function findSessionActor(db: Db, { personId, stamp }: SessionClaims): Promise<Actor | null> {
  const person = await db.person.findUnique({ where: { id: personId } });
  if (person === null || stampPassword(person.passwordHash) !== stamp) return null;
  const { id, name, email } = person;
  return { kind: "person", id, name, email, role: roles.find((role) => role === person.role) ?? "viewer" };
}
