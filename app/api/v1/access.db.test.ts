import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startManagementApi, type Handler, type ManagementApi } from "@/lib/testing/management-api";
import { listOperations } from "./openapi.json/list-operations";
import * as openApi from "./openapi.json/route";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const nowhere = "01990000-0000-7000-8000-000000000001";

interface Route {
  readonly name: string;
  readonly method: string;
  readonly role: string;
  readonly handler: Handler;
}

/** Every handler of every route file that there is. */
async function listRoutes(): Promise<readonly Route[]> {
  const root = import.meta.dirname;
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith("route.ts"));
  const routes: Route[] = [];
  for (const file of files) {
    const handlers = (await import(join(root, file))) as Partial<Record<string, Handler & { facts: { role: string } }>>;
    for (const method of methods) {
      const handler = handlers[method];
      if (!handler) continue;
      const name = `${method} /${relative(".", file)
        .replace(/\/?route\.ts$/, "")
        .replaceAll("\\", "/")}`;
      routes.push({ name, method, role: handler.facts.role, handler });
    }
  }
  return routes;
}

let api: ManagementApi;
let viewer: Readonly<Record<string, string>>;
let admin: Readonly<Record<string, string>>;
const routes = await listRoutes();
const changes = routes.filter(({ method }) => method !== "GET");

beforeAll(async () => {
  api = await startManagementApi();
  viewer = await api.signIn("viewer");
  admin = await api.signIn("admin");
});
afterAll(async () => {
  await api.close();
});

async function ask({ handler, method }: Route, headers: Readonly<Record<string, string>>, body: unknown = {}) {
  const params = { id: nowhere, credential: nowhere };
  // The stream never ends; whoever may read it is tested with it.
  const { status } = await api.call(handler, { method, params, headers, ...(method !== "GET" && { body }) });
  return status;
}

describe.each(routes)("$name", (route) => {
  it("is for nobody without a session or the token", async () => {
    expect(await ask(route, {})).toBe(401);
  });

  it.each([
    "Bearer",
    "Bearer %%",
    "Bearer dfr_admin_wrong",
    `Bearer ${"x".repeat(100_000)}`,
    "Basic YTpi",
    "' OR 1=1 --",
    "Bearer \u00e9",
  ])("refuses case %# of wrong tokens, even with a good cookie", async (authorization) => {
    expect(await ask(route, { ...admin, authorization })).toBe(401);
  });

  it.each([
    "next-auth.session-token=x",
    "next-auth.session-token=a.b.c.d.e",
    `a=b; next-auth.session-token=${"y".repeat(9_000)}`,
    ";;=;",
  ])("refuses case %# of wrong cookies", async (cookie) => {
    expect(await ask(route, { ...admin, cookie })).toBe(401);
  });

  it("is refused to a viewer when it is for admins", async () => {
    if (route.role === "admin") expect(await ask(route, viewer)).toBe(403);
  });
});

describe.each(changes)("$name with a cookie", (route) => {
  it("is refused from elsewhere", async () => {
    const cookie = { cookie: admin["cookie"] ?? "", host: "console.test" };
    expect(await ask(route, cookie)).toBe(403);
    expect(await ask(route, { ...admin, origin: "https://evil.example" })).toBe(403);
    expect(await ask(route, { ...admin, origin: "null" })).toBe(403);
    expect(await ask(route, { ...admin, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await ask(route, { ...admin, "sec-fetch-site": "same-site" })).toBe(403);
    if (route.method === "DELETE") return;
    expect(await ask(route, { ...admin, "content-type": "text/plain" })).toBe(403);
    expect(await ask(route, { ...admin, "content-type": "application/x-www-form-urlencoded" })).toBe(403);
  });

  it("is let in from our own pages", async () => {
    expect([200, 201, 204, 400, 404]).toContain(await ask(route, admin));
    const cookie = { cookie: admin["cookie"] ?? "", host: "console.test" };
    expect([200, 201, 204, 400, 404]).toContain(await ask(route, { ...cookie, "sec-fetch-site": "same-origin" }));
  });
});

describe("sessions", () => {
  it("end with a new password, and with the person", async () => {
    const { GET } = await import("./projects/route");
    const session = await api.signIn("viewer");
    const look = async () => (await api.call(GET, { headers: session })).status;
    expect(await look()).toBe(200);
    await api.db.person.updateMany({ where: { role: "viewer" }, data: { passwordHash: "scrypt$other" } });
    expect(await look()).toBe(401);
    const other = await api.signIn("viewer");
    await api.db.person.deleteMany({ where: { role: "viewer" } });
    expect((await api.call(GET, { headers: other })).status).toBe(401);
  });
});

describe("OpenAPI", () => {
  it("describes every route", () => {
    const described = listOperations().map(({ method, path }) => {
      return `${method.toUpperCase()} ${path.replaceAll("{", "[").replaceAll("}", "]")}`;
    });
    const own = routes.map(({ name }) => name).filter((name) => !/\[\.\.\.path\]|openapi\.json/.test(name));
    expect(described.sort()).toEqual([...own].sort());
  });

  it("is served with parameters and bodies from the routes' own schemas", async () => {
    const { status, text } = await api.call(openApi.GET);
    const document = JSON.parse(text) as { openapi: string; paths: Record<string, Record<string, unknown>> };
    expect([status, document.openapi]).toEqual([200, "3.1.0"]);
    expect(document.paths["/tokens"]?.["post"]).toMatchObject({
      requestBody: { content: { "application/json": { schema: { required: ["project_id", "name"] } } } },
    });
    expect(JSON.stringify(document.paths["/calls"]?.["get"])).toContain('"name":"cursor"');
    expect(document.paths["/calls/{id}"]?.["get"]).toMatchObject({ parameters: [{ name: "id", in: "path" }] });
  });
});
