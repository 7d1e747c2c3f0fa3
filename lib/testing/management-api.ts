import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { encode } from "next-auth/jwt";
import { hashPassword } from "@/lib/auth/password";
import { deriveSessionSecret, stampPassword } from "@/lib/auth/session-token";
import { parseEnv } from "@/lib/config/parse-env";
import type { Role } from "@/lib/core/contracts/actor";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import type { Db } from "@/lib/db/create-db";
import { getDb, getPool } from "@/lib/runtime/db";
import { getEnv } from "@/lib/runtime/env";
import { remember } from "@/lib/runtime/remember";
import { createTestDatabase } from "./create-test-database";

/** What a route handler looks like from outside. */
export type Handler = (request: Request, route: { readonly params: Promise<unknown> }) => Promise<Response>;

export interface ApiRequest {
  readonly method?: string;
  /** Sent as JSON; text as it is. */
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Below the origin. */
  readonly path?: string;
}

/** The fields that tests look at, of whatever came; one that did not come fails there. */
export interface ApiBody {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly version: number;
  readonly origin: string | null;
  readonly revoked_at: string | null;
  readonly metadata: unknown;
  readonly upstreams: readonly { readonly id: string; readonly base_url: string | null }[];
  readonly policies: readonly unknown[];
  readonly config_schema: { readonly type: string };
  readonly data: readonly ApiBody[];
  readonly next_cursor: string | null;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: readonly { readonly path: string; readonly message: string }[];
  };
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: ApiBody;
}

export interface ManagementApi {
  readonly url: string;
  readonly db: Db;
  readonly pool: Pool;
  readonly secret: string;
  readonly admin: Readonly<Record<string, string>>;
  /** Headers of a browser in which such a person is signed in. */
  readonly signIn: (role: Role) => Promise<Readonly<Record<string, string>>>;
  /** Calls a route handler as the admin token, unless `headers` say otherwise. */
  readonly call: (handler: Handler, request?: ApiRequest) => Promise<ApiAnswer>;
  readonly close: () => Promise<void>;
}

const origin = "http://console.test";

async function createSession(db: Db, secret: string, role: Role): Promise<Readonly<Record<string, string>>> {
  const id = createUuidV7(Date.now());
  const passwordHash = await hashPassword(`password of ${id}`);
  await db.person.create({ data: { id, email: `${id}@localhost`, name: role, passwordHash, role } });
  const token = { sub: id, stamp: stampPassword(passwordHash), signed_in_at: Math.floor(Date.now() / 1000) };
  const cookie = await encode({ token, secret: deriveSessionSecret(secret) });
  return { cookie: `next-auth.session-token=${cookie}`, origin, host: "console.test" };
}

function isJson({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("application/json") === true;
}

/** The management API on a database of its own: the environment of this test file's process is set to it. */
export async function startManagementApi(): Promise<ManagementApi> {
  const { url, drop } = await createTestDatabase();
  const secret = randomBytes(24).toString("hex");
  const adminToken = `dfr_admin_${randomBytes(24).toString("hex")}`;
  remember("env", () => parseEnv({ DATABASE_URL: url, DIFFRACT_SECRET: secret, DIFFRACT_ADMIN_TOKEN: adminToken }));
  if (getEnv().DATABASE_URL !== url) throw new Error("One management API for each test file.");
  const admin = { authorization: `Bearer ${adminToken}` };
  return {
    url,
    db: getDb(),
    pool: getPool("console"),
    secret,
    admin,
    signIn: (role) => createSession(getDb(), secret, role),
    call: async (handler, { method = "GET", body, params = {}, headers = admin, path = "/api/v1" } = {}) => {
      const request = new Request(`${origin}${path}`, {
        method,
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const response = await handler(request, { params: Promise.resolve(params) });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson(response) ? JSON.parse(text) : {}) as ApiBody,
      };
    },
    close: async () => {
      for (const kind of ["auth", "console"] as const) {
        await getDb(kind).$disconnect();
        await getPool(kind).end();
      }
      await drop();
    },
  };
}
