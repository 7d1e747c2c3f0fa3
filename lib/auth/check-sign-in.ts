import type { Db } from "@/lib/db/create-db";
import { verifyPassword } from "./password";
import { stampPassword } from "./session-token";
import type { SignInThrottle } from "./sign-in-throttle";

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** Where it comes from. */
  readonly address: string;
}

export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly stamp: string;
}

export type SignInAnswer =
  | { readonly kind: "signed-in"; readonly person: SignedIn }
  | { readonly kind: "refused" }
  | { readonly kind: "too-many" }
  | { readonly kind: "unavailable" };

export type CheckSignIn = (attempt: SignInAttempt) => Promise<SignInAnswer>;

const longestEmail = 254;
const longestPassword = 1024;
/** One guess costs tens of megabytes and one of the four threads that files and names also need. */
const maxRunning = 2;
const maxWaiting = 16;

/** Lets a few run and a few wait; says no to the rest. */
class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async enter(): Promise<boolean> {
    if (this.running < maxRunning) {
      this.running += 1;
      return true;
    }
    if (this.waiting.length >= maxWaiting) return false;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return true;
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}

export interface CheckSignInOptions {
  readonly db: Db;
  readonly throttle: SignInThrottle;
}

/** Checks e-mail and password: slowed down after failures, and as long for people who do not exist. */
export function createSignInCheck({ db, throttle }: CheckSignInOptions): CheckSignIn {
  const gate = new Gate();

  async function verify(email: string, password: string): Promise<SignInAnswer> {
    let person;
    try {
      person = await db.person.findUnique({ where: { email } });
    } catch {
      return { kind: "unavailable" };
    }
    const isRight = await verifyPassword(password, person?.passwordHash ?? null);
    if (!isRight || person === null) return { kind: "refused" };
    const { id, name, passwordHash } = person;
    return { kind: "signed-in", person: { id, name, email, stamp: stampPassword(passwordHash) } };
  }

  return async (attempt) => {
    const email = attempt.email.trim().toLowerCase();
    const { password, address } = attempt;
    const isSensible = email !== "" && email.length <= longestEmail && password.length <= longestPassword;
    if (!isSensible || /\0/.test(email)) return { kind: "refused" };
    if (throttle.begin(email, address) > 0 || !(await gate.enter())) return { kind: "too-many" };
    try {
      const answer = await verify(email, password);
      // A database that is away is no wrong password.
      if (answer.kind === "signed-in" || answer.kind === "unavailable") throttle.succeed(email, address);
      return answer;
    } finally {
      gate.leave();
    }
  };
}
