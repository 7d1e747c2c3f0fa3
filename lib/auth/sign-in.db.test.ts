import NextAuth from "next-auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { createSignInCheck } from "./check-sign-in";
import { createAuthOptions } from "./create-auth-options";
import { findSessionActor } from "./find-actor";
import { hashPassword } from "./password";
import { deriveSessionSecret, readSessionClaims } from "./session-token";
import { createSignInThrottle } from "./sign-in-throttle";

const secret = "a secret of at least sixteen characters";
const personId = createUuidV7(Date.now());
const { db, close } = await openTestDatabase();

beforeAll(async () => {
  const passwordHash = await hashPassword("correct horse");
  await db.person.create({
    data: { id: personId, email: "admin@localhost", name: "Admin", passwordHash, role: "admin" },
  });
});

afterAll(close);

function startAuth() {
  const clock = { nowMs: 0 };
  const throttle = createSignInThrottle(() => clock.nowMs);
  const options = createAuthOptions({ secret, checkSignIn: createSignInCheck({ db, throttle }) });
  const handle = NextAuth(options) as (request: unknown, response: unknown) => Promise<void>;
  const headers = { host: "127.0.0.1:3000", "x-forwarded-for": "10.0.0.1", "x-forwarded-proto": "http" };
  const cookies: Record<string, string> = {};
  async function send(path: string, body?: Record<string, string>) {
    const answer = { status: 200, location: "", body: undefined as unknown };
    const response = {
      status: (status: number) => {
        answer.status = status;
        return response;
      },
      getHeader: () => undefined,
      setHeader: (name: string, value: string | string[]) => {
        if (name === "Location") answer.location = String(value);
        if (name === "Set-Cookie") keepCookies(Array.isArray(value) ? value : [value]);
        return response;
      },
      send: (value: unknown) => {
        answer.body = value;
      },
      json: (value: unknown) => {
        answer.body = value;
      },
      end: () => undefined,
    };
    const query = { nextauth: path.split("/") };
    await handle({ method: body === undefined ? "GET" : "POST", headers, cookies, query, body }, response);
    return answer;
  }
  function keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies[name] = decodeURIComponent(value);
    }
  }
  async function signIn(email: string, password: string, callbackUrl = "/calls") {
    const { csrfToken } = (await send("csrf")).body as { csrfToken: string };
    return send("callback/credentials", { email, password, csrfToken, callbackUrl });
  }
  return { clock, cookies, signIn };
}

const sessionOf = async (cookies: Readonly<Record<string, string>>) => {
  const header = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
  const claims = await readSessionClaims(header, deriveSessionSecret(secret), Date.now());
  return claims === null ? null : findSessionActor(db, claims);
};

describe("signing in", () => {
  it("opens a session with the right password, whatever the case of the e-mail", async () => {
    const auth = startAuth();
    const answer = await auth.signIn(" Admin@Localhost", "correct horse");
    expect(answer.location).toMatch(/\/calls$/);
    expect(await sessionOf(auth.cookies)).toMatchObject({ kind: "person", id: personId, role: "admin" });
  });

  it.each([
    ["admin@localhost", "wrong"],
    ["nobody@localhost", "correct horse"],
    ["admin@localhost\0", "correct horse"],
    ["", ""],
    ["admin@localhost", "x".repeat(2000)],
  ])("refuses %j with %j", async (email, password) => {
    const auth = startAuth();
    const answer = await auth.signIn(email, password);
    expect(answer.location).toContain("error=CredentialsSignin");
    expect(await sessionOf(auth.cookies)).toBeNull();
  });

  it("never leads to another origin", async () => {
    for (const url of ["https://evil.example/", "//evil.example", "not a url", "javascript:alert(1)"]) {
      const { location } = await startAuth().signIn("admin@localhost", "correct horse", url);
      expect(location).toMatch(/^http:\/\/(localhost|127\.0\.0\.1):3000/);
    }
  });

  it("slows guessing down, and lets the right password in again later", async () => {
    const auth = startAuth();
    for (let attempt = 0; attempt < 5; attempt++) await auth.signIn("admin@localhost", "wrong");
    const refused = await auth.signIn("admin@localhost", "correct horse");
    expect(refused.location).toContain("error=too_many_requests");
    auth.clock.nowMs += 61_000;
    expect((await auth.signIn("admin@localhost", "correct horse")).location).toMatch(/\/calls$/);
  });

  it("runs few of many attempts at once", async () => {
    const throttle = createSignInThrottle(() => 0);
    const check = createSignInCheck({ db, throttle });
    const attempts = Array.from({ length: 40 }, (_, index) =>
      check({ email: `p${String(index)}@localhost`, password: "x", address: `10.0.1.${String(index)}` }),
    );
    const kinds = (await Promise.all(attempts)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "too-many").length).toBeGreaterThanOrEqual(20);
    expect(kinds).toContain("refused");
  });
});

describe("sessions", () => {
  it("end with a new password, and cannot be forged or altered", async () => {
    const auth = startAuth();
    await auth.signIn("admin@localhost", "correct horse");
    const name = "next-auth.session-token";
    const token = auth.cookies[name] ?? "";
    expect(await sessionOf({ [name]: token })).not.toBeNull();
    expect(await sessionOf({ [name]: `${token.slice(0, -2)}AA` })).toBeNull();
    expect(await readSessionClaims(`${name}=${token}`, deriveSessionSecret(`${secret}!`), Date.now())).toBeNull();
    const later = Date.now() + 8 * 24 * 3_600_000;
    expect(await readSessionClaims(`${name}=${token}`, deriveSessionSecret(secret), later)).toBeNull();
    await db.person.update({ where: { id: personId }, data: { passwordHash: await hashPassword("another horse") } });
    expect(await sessionOf({ [name]: token })).toBeNull();
  });
});
