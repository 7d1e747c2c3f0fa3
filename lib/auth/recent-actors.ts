import type { Actor } from "@/lib/core/contracts/actor";
import type { SessionClaims } from "./session-token";

/** How long somebody who was let in may go on looking while the database cannot be asked who they are. */
const keptMs = 10 * 60_000;
const maxKept = 1_000;

/** Who was let in lately, for a database that is away: the page that says so must be open to them. */
export class RecentActors {
  private readonly seen = new Map<string, { readonly actor: Actor; readonly at: number }>();

  constructor(private readonly now: () => number) {}

  note(claims: SessionClaims, actor: Actor | null): void {
    const key = keyOf(claims);
    this.seen.delete(key);
    if (actor === null) return;
    if (this.seen.size >= maxKept) this.seen.clear();
    this.seen.set(key, { actor, at: this.now() });
  }

  /** They may look and change nothing: what they were allowed may have been taken from them. */
  find(claims: SessionClaims): Actor | null {
    const found = this.seen.get(keyOf(claims));
    if (found === undefined || this.now() - found.at > keptMs) return null;
    return { ...found.actor, role: "viewer" };
  }
}

function keyOf({ personId, stamp }: SessionClaims): string {
  return `${personId} ${stamp}`;
}
