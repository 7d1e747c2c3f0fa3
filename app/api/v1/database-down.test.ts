import { encode } from "next-auth/jwt";
import { createServer } from "node:net";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { deriveSessionSecret } from "@/lib/auth/session-token";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { GET as getCall } from "./calls/[id]/route";
import { GET as listCalls } from "./calls/route";
import { POST as createToken } from "./tokens/route";

const secret = "a secret of at least sixteen characters";
const adminToken = "an-admin-token-for-tests";
const origin = "http://127.0.0.1:3000";

/** A port on which nobody listens any more. */
async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  vi.stubEnv("DATABASE_URL", `postgres://nobody:hidden@127.0.0.1:${String(await findClosedPort())}/none`);
  vi.stubEnv("DIFFRACT_SECRET", secret);
  vi.stubEnv("DIFFRACT_ADMIN_TOKEN", adminToken);
});

async function expectUnavailable(response: Response): Promise<void> {
  const text = await response.text();
  expect([response.status, text]).toEqual([503, expect.stringContaining('"database_unavailable"')]);
  expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(text).not.toMatch(/hidden|127\.0\.0\.1|ECONN/);
}

describe("without a database", () => {
  it("answers 503 to the admin token", async () => {
    const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
    const id = createUuidV7(Date.now());
    const none = { params: Promise.resolve({}) };
    await expectUnavailable(await listCalls(new Request(`${origin}/api/v1/calls`, { headers }), none));
    const one = new Request(`${origin}/api/v1/calls/${id}`, { headers });
    await expectUnavailable(await getCall(one, { params: Promise.resolve({ id }) }));
    const body = JSON.stringify({ project_id: id, name: "ci" });
    const create = new Request(`${origin}/api/v1/tokens`, { method: "POST", headers, body });
    await expectUnavailable(await createToken(create, none));
  });

  it("answers 503 to a session that cannot be checked, and 401 to what is none", async () => {
    const token = { sub: createUuidV7(Date.now()), stamp: "x", signed_in_at: Math.floor(Date.now() / 1000) };
    const session = await encode({ token, secret: deriveSessionSecret(secret) });
    const ask = (cookie: string) => new Request(`${origin}/api/v1/calls`, { headers: { cookie } });
    const none = { params: Promise.resolve({}) };
    await expectUnavailable(await listCalls(ask(`next-auth.session-token=${session}`), none));
    expect((await listCalls(ask(`next-auth.session-token=${session}x`), none)).status).toBe(401);
  });
});
