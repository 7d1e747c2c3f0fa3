import { afterAll, describe, expect, it } from "vitest";
import { createTokenHasher } from "@/lib/auth/token-hasher";
import { startManagementApi, type ManagementApi } from "@/lib/testing/management-api";
import * as catalogue from "./policies/catalogue/route";
import * as policies from "./policies/route";
import * as policy from "./policies/[id]/route";
import * as revokeAll from "./projects/[id]/tokens/revoke/route";
import * as projects from "./projects/route";
import * as project from "./projects/[id]/route";
import * as tokens from "./tokens/route";
import * as token from "./tokens/[id]/route";

const api = await startManagementApi();
let count = 0;

afterAll(api.close);

const post = (handler: Parameters<ManagementApi["call"]>[0], body: unknown, params = {}) =>
  api.call(handler, { method: "POST", body, params });

async function makeProject(fields: Record<string, unknown> = {}) {
  const { status, body } = await post(projects.POST, { name: `project ${++count}`, ...fields });
  expect(status).toBe(201);
  return body;
}

async function makePolicy(config: unknown = { pairs: [{ from: "a", to: "b" }] }) {
  const { status, body } = await post(policies.POST, { policy: "replace-text", name: `policy ${++count}`, config });
  expect(status).toBe(201);
  return body;
}

describe("projects", () => {
  it("are made, found, listed and changed", async () => {
    const first = await makePolicy();
    const second = await makePolicy();
    const upstreams = [{ dialect: "openai", provider: "demo", ask_usage: "never" }];
    const made = await makeProject({ upstreams, policies: [second.id, first.id] });
    const got = await api.call(project.GET, { params: { id: made.id.toUpperCase() } });
    expect(got.body).toMatchObject({
      name: made.name,
      active: true,
      upstreams: [{ dialect: "openai", provider: "demo", base_url: null, credential_id: null, ask_usage: "never" }],
      policies: [{ id: second.id }, { id: first.id, policy: "replace-text" }],
      policy_ids: [second.id, first.id],
    });
    const { body } = await api.call(projects.GET, { path: "/api/v1/projects?limit=200" });
    expect(body.data.map(({ id }) => id)).toContain(made.id);

    const changed = await api.call(project.PATCH, {
      method: "PATCH",
      params: { id: made.id },
      body: { active: false, policies: got.body.policies.slice(1) },
    });
    expect(changed.body).toMatchObject({ active: false, policy_ids: [first.id], upstreams: [{ provider: "demo" }] });
  });

  it("keep the ids of their upstreams through edits, whether they are given or not", async () => {
    const gpt = { dialect: "openai", provider: "openai", models: ["gpt-*"] };
    const rest = { dialect: "openai", provider: "openai-compatible", base_url: "https://llm.example/api/v4" };
    const { id, upstreams } = await makeProject({ upstreams: [gpt, rest] });
    const ids = upstreams.map((upstream) => upstream.id);
    const put = async (list: unknown[]) => {
      const answer = await api.call(project.PATCH, { method: "PATCH", params: { id }, body: { upstreams: list } });
      return answer.body;
    };
    expect((await put([rest, gpt])).upstreams).toMatchObject([
      { id: ids[1] },
      { id: ids[0], models: ["gpt-*"], options: {} },
    ]);
    const options = { version_path: "" };
    const { upstreams: edited } = await put([{ ...rest, options }, { ...gpt, id: ids[0], models: [] }, gpt]);
    expect(edited).toMatchObject([{ options }, { id: ids[0], models: [] }, { models: ["gpt-*"] }]);
    expect(new Set([...ids, edited[0]?.id, edited[2]?.id]).size).toBe(4);
    const twice = await put([gpt, rest].map((upstream) => ({ ...upstream, id: ids[0] })));
    expect(twice.error.message).toContain("given twice");
    expect((await put([{ ...rest, options: { version_path: "x" } }])).error.message).toContain("options.version_path");
  });

  it("come in pages", async () => {
    const ids = new Set<string>();
    let cursor = "";
    for (let page = 0; page < 50; page++) {
      const { body } = await api.call(projects.GET, { path: `/api/v1/projects?limit=2${cursor}` });
      for (const { id } of body.data) ids.add(id);
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(ids.size).toBe(await api.db.project.count());
  });

  it.each([
    [{}, 400],
    [{ name: "" }, 400],
    [{ name: { not: "" } }, 400],
    [{ name: ["a"] }, 400],
    [{ name: "a\0b" }, 400],
    [{ name: "a\ud800b" }, 400],
    [{ name: "n".repeat(101) }, 400],
    [{ name: "x", id: "1" }, 400],
    [{ name: "x", active: "yes" }, 400],
    [{ name: "x", upstreams: { dialect: "openai" } }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "nobody" }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "anthropic", provider: "openai" }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "openai", base_url: "http://169.254.169.254" }] }, 400],
    [{ name: "x", upstreams: Array.from({ length: 51 }, () => ({ dialect: "openai", provider: "demo" })) }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "demo", models: ["a b"] }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "demo", models: "gpt-*" }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "demo", options: { auth: "bearer" } }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "azure-openai" }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "demo", ask_usage: "sometimes" }] }, 400],
    [{ name: "x", upstreams: [{ dialect: "openai", provider: "demo", id: "somebody-else" }] }, 400],
    [{ name: "x", policies: ["01990000-0000-7000-8000-000000000001"] }, 400],
    [{ name: "x", policies: [{ startsWith: "0" }] }, 400],
    [{ name: "x", policies: [], policy_ids: [] }, 400],
    ["{", 400],
    ["[".repeat(100_000), 400],
    [`{"name":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, 400],
    ["null", 400],
    [`"${"x".repeat(1_100_000)}"`, 413],
  ])("refuse case %#", async (body, status) => {
    const answer = await post(projects.POST, body);
    expect(answer.status).toBe(status);
    expect(typeof answer.body.error.message).toBe("string");
  });

  it("have one name each", async () => {
    const { name } = await makeProject();
    const { status, body } = await post(projects.POST, { name });
    expect([status, body.error.code]).toEqual([409, "conflict"]);
  });

  it.each(["x", "", "01990000-0000-7000-8000-00000000000g", "' OR 1=1 --", "%00", "a".repeat(1_000_000)])(
    "are not found by wrong id %#",
    async (id) => {
      expect((await api.call(project.GET, { params: { id } })).status).toBe(404);
      expect((await api.call(token.GET, { params: { id } })).status).toBe(404);
      expect((await api.call(policy.GET, { params: { id } })).status).toBe(404);
    },
  );

  it("refuse queries that are none", async () => {
    for (const query of ["limit=0", "limit=x", "limit=1&limit=2", "cursor=x", "what=1", "limit=1e9", "__proto__=1"]) {
      const { status } = await api.call(projects.GET, { path: `/api/v1/projects?${query}` });
      expect([query, status]).toEqual([query, 400]);
    }
    expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
  });
});

describe("tokens", () => {
  it("are shown once and kept as HMAC", async () => {
    const { id: project_id, name } = await makeProject();
    const made = await post(tokens.POST, { project_id, name: "ci", metadata: { team: "blue" } });
    expect(made.status).toBe(201);
    expect(made.headers.get("cache-control")).toBe("no-store");
    expect(made.body.token).toMatch(/^dfr_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    expect(made.body).toMatchObject({
      project: { id: project_id, name },
      metadata: { team: "blue" },
      expires_at: null,
    });

    const row = await api.db.token.findUniqueOrThrow({ where: { id: made.body.id } });
    expect(Buffer.from(row.hmac).equals(createTokenHasher(api.secret)(made.body.token))).toBe(true);
    const secret = made.body.token.slice(17);
    const { rows } = await api.pool.query("SELECT t::text FROM tokens t");
    expect(JSON.stringify(rows)).not.toContain(secret);
    const listed = await api.call(tokens.GET, { path: `/api/v1/tokens?project_id=${project_id}` });
    expect(listed.body.data).toHaveLength(1);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
  });

  it("are changed and revoked, once", async () => {
    const { id: project_id } = await makeProject();
    const { body: made } = await post(tokens.POST, { project_id, name: "ci" });
    const params = { id: made.id };
    const changed = await api.call(token.PATCH, {
      method: "PATCH",
      params,
      body: { name: "deploy", expires_at: "2100-01-01T00:00:00+01:00" },
    });
    expect(changed.body).toMatchObject({ name: "deploy", expires_at: "2099-12-31T23:00:00.000Z" });
    const revoked = await api.call(token.DELETE, { method: "DELETE", params });
    expect(revoked.body.revoked_at).not.toBeNull();
    const again = await api.call(token.DELETE, { method: "DELETE", params });
    expect(again.body.revoked_at).toBe(revoked.body.revoked_at);
  });

  it("have a limit that can be set, raised and cleared, and show what of it is used", async () => {
    const { id: project_id } = await makeProject();
    expect((await post(tokens.POST, { project_id, name: "free" })).body).toMatchObject({
      max_requests: null,
      request_count: null,
    });
    const { body: made } = await post(tokens.POST, { project_id, name: "limited", max_requests: 100 });
    expect(made).toMatchObject({ max_requests: 100, request_count: 0 });
    await api.db.tokenUsage.create({ data: { tokenId: made.id, requestCount: 12 } });
    const listed = await api.call(tokens.GET, { path: `/api/v1/tokens?project_id=${project_id}&limit=1` });
    expect(listed.body.data).toMatchObject([{ max_requests: 100, request_count: 12 }]);
    const patch = async (body: unknown) =>
      (await api.call(token.PATCH, { method: "PATCH", params: { id: made.id }, body })).body;
    expect(await patch({ name: "renamed" })).toMatchObject({ max_requests: 100, request_count: 12 });
    expect(await patch({ max_requests: 1_000 })).toMatchObject({ max_requests: 1_000, request_count: 12 });
    expect(await patch({ max_requests: null })).toMatchObject({ max_requests: null, request_count: null });
    expect(await patch({ max_requests: 5 })).toMatchObject({ max_requests: 5, request_count: 12 });
    expect((await patch({ max_requests: 0 })).error.details).toMatchObject([{ path: "max_requests" }]);
  });

  it("of a project are revoked together", async () => {
    const { id: project_id } = await makeProject();
    const other = await makeProject();
    for (const name of ["a", "b"]) await post(tokens.POST, { project_id, name });
    const kept = await post(tokens.POST, { project_id: other.id, name: "c" });
    expect((await post(revokeAll.POST, {}, { id: project_id })).body).toEqual({ revoked: 2 });
    expect((await api.call(token.GET, { params: { id: kept.body.id } })).body.revoked_at).toBeNull();
  });

  it.each([
    { project_id: null, name: "x" },
    { project_id: "x", name: "x" },
    { project_id: { not: "" }, name: "x" },
    { project_id: "01990000-0000-7000-8000-000000000001", name: "x" },
    { name: "x", expires_at: "2001-01-01T00:00:00Z" },
    { name: "x", expires_at: "tomorrow" },
    { name: "x", metadata: [] },
    { name: "x", metadata: { a: "\0" } },
    { name: "x", metadata: { a: "\udfff" } },
    { name: "x", metadata: { a: "m".repeat(70_000) } },
    { name: "x", hmac: "00" },
    { name: "x", revoked_at: null },
    { name: "x", max_requests: 0 },
    { name: "x", max_requests: -1 },
    { name: "x", max_requests: 1.5 },
    { name: "x", max_requests: 2 ** 31 },
    { name: "x", max_requests: "10" },
    { name: "x", max_requests: 10, request_count: 0 },
  ])("are refused in case %#", async (fields) => {
    const { id: project_id } = await makeProject();
    expect((await post(tokens.POST, { project_id, ...fields })).status).toBe(400);
  });

  it("keep odd metadata as it is", async () => {
    const { id: project_id } = await makeProject();
    const metadata = { constructor: "x", "a.b": [1, null, "\\u0000"], text: "\u202e👩‍💻" };
    expect((await post(tokens.POST, { project_id, name: "x", metadata })).body.metadata).toEqual(metadata);
  });
});

describe("policies", () => {
  it("are checked by their own schema and count their versions", async () => {
    const { id, version } = await makePolicy();
    expect(version).toBe(1);
    const patch = (body: unknown) => api.call(policy.PATCH, { method: "PATCH", params: { id }, body });
    expect((await patch({ name: `renamed ${++count}` })).body.version).toBe(1);
    expect((await patch({ config: { pairs: [{ to: "b", from: "a" }] } })).body.version).toBe(1);
    expect((await patch({ config: { pairs: [{ from: "c", to: "d" }] } })).body.version).toBe(2);
    expect((await patch({ on_failure: "open" })).body).toMatchObject({ version: 3, on_failure: "open" });
    const bad = await patch({ config: { pairs: [] } });
    expect(bad.status).toBe(400);
    expect(bad.body.error.details[0]?.path).toBe("config.pairs");
    expect((await patch({ version: 99 })).status).toBe(400);
  });

  it("are not deleted while a project uses them", async () => {
    const { id } = await makePolicy();
    const user = await makeProject({ policies: [id] });
    const remove = () => api.call(policy.DELETE, { method: "DELETE", params: { id } });
    const refused = await remove();
    expect([refused.status, refused.body.error.message]).toEqual([409, expect.stringContaining(user.name)]);
    await api.call(project.PATCH, { method: "PATCH", params: { id: user.id }, body: { policies: [] } });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
  });

  it.each([
    { policy: "nobody", name: "x" },
    { policy: "replace-text", name: "x", config: "pairs" },
    { policy: "replace-text", name: "x", config: { pairs: [{ from: "a" }], extra: 1 } },
    { policy: "replace-text", name: "x", config: { pairs: [{ from: "a", to: "\0" }] } },
    { policy: { contains: "" }, name: "x" },
    { policy: "replace-text", name: "x", on_failure: "maybe" },
  ])("are refused for %j", async (body) => {
    expect((await post(policies.POST, body)).status).toBe(400);
  });

  it("have a catalogue with a schema for each form", async () => {
    const { body } = await api.call(catalogue.GET);
    const ids = body.data.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["replace-text", "redact-personal-data"]));
    for (const entry of body.data) expect(entry.config_schema.type).toBe("object");
  });
});
