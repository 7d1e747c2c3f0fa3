import { afterAll, describe, expect, it } from "vitest";
import { createSecretSealer } from "@/lib/auth/seal-secret";
import { createDirectory } from "@/lib/directory/create-directory";
import { startManagementApi, type ManagementApi } from "@/lib/testing/management-api";
import * as credential from "./projects/[id]/credentials/[credential]/route";
import * as credentials from "./projects/[id]/credentials/route";
import * as projects from "./projects/route";
import * as project from "./projects/[id]/route";

const api = await startManagementApi();
let count = 0;

afterAll(api.close);

const post = (handler: Parameters<ManagementApi["call"]>[0], body: unknown, params = {}) =>
  api.call(handler, { method: "POST", body, params });

async function makeProject() {
  const { body } = await post(projects.POST, { name: `project ${++count}` });
  return body;
}

describe("credentials", () => {
  const key = "sk-test-0123456789-abcdefgh";
  const params = (id: string, other: string) => ({ id, credential: other });

  it("are sealed, and never come back", async () => {
    const { id } = await makeProject();
    const made = await post(credentials.POST, { provider: "openai", name: "main", secret: key }, { id });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ provider: "openai", hint: "efgh", origin: null, is_readable: true });
    const listed = await api.call(credentials.GET, { params: { id }, path: "/api/v1/x?limit=5" });
    expect(JSON.stringify([made.body, listed.body])).not.toContain(key);
    const { rows } = await api.pool.query("SELECT c::text FROM credentials c");
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(key).toString("hex"));
  });

  it("go to their own origin only", async () => {
    const { id } = await makeProject();
    const base_url = "https://llm.example/openai";
    const { body: made } = await post(
      credentials.POST,
      { provider: "openai", name: "k", secret: key, base_url },
      { id },
    );
    const use = (address: string | null, provider = "openai") =>
      api.call(project.PATCH, {
        method: "PATCH",
        params: { id },
        body: { upstreams: [{ dialect: "openai", provider, base_url: address, credential_id: made.id }] },
      });
    expect((await use("https://evil.example")).status).toBe(400);
    expect((await use(null)).status).toBe(400);
    expect((await use(base_url, "demo")).status).toBe(400);
    expect((await use("https://llm.example/v1/")).body.upstreams[0]?.base_url).toBe("https://llm.example");

    const directory = createDirectory({ db: api.db, url: api.url, openSecret: createSecretSealer(api.secret).open });
    await directory.reload();
    expect(directory.findProject(id)?.upstreams[0]?.credential).toBe(key);
    // Not even who can write rows gets the key sent elsewhere.
    await api.pool.query(
      "UPDATE projects SET upstreams = replace(upstreams::text, 'llm.', 'evil.')::jsonb WHERE id = $1",
      [id],
    );
    await directory.reload();
    expect(directory.findProject(id)?.upstreams[0]).toMatchObject({
      baseUrl: "https://evil.example",
      credential: null,
    });
    await directory.close();

    const move = (body: unknown) => api.call(credential.PATCH, { method: "PATCH", params: params(id, made.id), body });
    expect((await move({ base_url: "https://evil.example" })).status).toBe(400);
    expect((await move({ base_url: "https://new.example", secret: `${key}-new` })).body.origin).toBe(
      "https://new.example",
    );
  });

  it("are found in their own project only, and not deleted while in use", async () => {
    const { id } = await makeProject();
    const other = await makeProject();
    const { body: made } = await post(credentials.POST, { provider: "openai", name: "k", secret: key }, { id });
    const remove = (owner: string) => api.call(credential.DELETE, { method: "DELETE", params: params(owner, made.id) });
    expect((await remove(other.id)).status).toBe(404);
    const upstreams = [{ dialect: "openai", provider: "openai", credential_id: made.id }];
    expect(
      (await api.call(project.PATCH, { method: "PATCH", params: { id: other.id }, body: { upstreams } })).status,
    ).toBe(400);
    expect((await api.call(project.PATCH, { method: "PATCH", params: { id }, body: { upstreams } })).status).toBe(200);
    expect((await remove(id)).status).toBe(409);
    await api.call(project.PATCH, { method: "PATCH", params: { id }, body: { upstreams: [] } });
    expect((await remove(id)).status).toBe(204);
  });

  it.each([
    { secret: "short" },
    { secret: "sk-line\nbreak-1234" },
    { secret: { a: 1 } },
    { base_url: "ftp://x" },
    { provider: "x" },
  ])("are refused for %j", async (fields) => {
    const { id } = await makeProject();
    const answer = await post(credentials.POST, { provider: "openai", name: "k", secret: key, ...fields }, { id });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain("break");
  });
});
