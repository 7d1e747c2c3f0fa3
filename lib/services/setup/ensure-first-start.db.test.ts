import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createSecretSealer } from "@/lib/auth/seal-secret";
import { createDirectory } from "@/lib/directory/create-directory";
import { readStoredUpstreams } from "@/lib/core/upstreams/stored-upstream";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { toStoredJson } from "../projects/check-project";
import { ensureFirstStart } from "./ensure-first-start";

const secret = "a root secret for tests only";
const env = { DIFFRACT_ADMIN_EMAIL: "Admin@localhost" };

const { db, pool, url, close } = await openTestDatabase();
afterAll(close);

describe("the first start", () => {
  beforeEach(async () => {
    await pool.query("TRUNCATE projects, policies, people CASCADE");
  });

  it("makes a project, token, person and the two policies once", async () => {
    const first = await ensureFirstStart({ db, secret, env });
    expect(first.token).toMatch(/^dfr_/);
    expect(first.password).toHaveLength(16);
    expect(await ensureFirstStart({ db, secret, env })).toEqual({
      token: null,
      email: env.DIFFRACT_ADMIN_EMAIL,
      password: null,
    });
    const project = await db.project.findFirstOrThrow();
    expect(project.policyIds).toHaveLength(2);
    expect(project.upstreams).toMatchObject([{ provider: "demo" }, { provider: "demo" }]);
    const stored = JSON.stringify(await db.token.findMany());
    expect(stored).not.toContain(first.token?.slice(17, 40));
  });

  it("makes one of each when two processes start at the same time", async () => {
    const results = await Promise.all([1, 2, 3].map(() => ensureFirstStart({ db, secret, env })));
    expect(results.filter(({ token }) => token !== null)).toHaveLength(1);
    expect(await db.project.count()).toBe(1);
  });

  it("uses the environment's provider key, sealed, and follows it when it changes", async () => {
    await ensureFirstStart({
      db,
      secret,
      env: { ...env, OPENAI_API_KEY: "sk-one", OPENAI_BASE_URL: "http://127.0.0.1:9/v1" },
    });
    await ensureFirstStart({
      db,
      secret,
      env: { ...env, OPENAI_API_KEY: "sk-two", OPENAI_BASE_URL: "http://127.0.0.1:9/v1" },
    });
    const { open } = createSecretSealer(secret);
    const directory = createDirectory({ db, url, openSecret: open });
    await directory.reload();
    const project = await db.project.findFirstOrThrow();
    expect(directory.findProject(project.id)?.upstreams).toMatchObject([
      { dialect: "openai", provider: "openai", baseUrl: "http://127.0.0.1:9/v1", credential: "sk-two", models: [] },
    ]);
    expect(project.policyIds).toEqual([]);
    expect(await db.credential.count()).toBe(1);
    await directory.close();
  });

  it("takes the demo's place, keeps what people added and its own id", async () => {
    await ensureFirstStart({ db, secret, env });
    const keyed = { ...env, OPENAI_API_KEY: "sk-one" };
    await ensureFirstStart({ db, secret, env: keyed });
    const read = async () => readStoredUpstreams((await db.project.findFirstOrThrow()).upstreams);
    const [own, other] = await read();
    if (own === undefined || other === undefined) throw new Error("The two upstreams are gone.");
    expect([own.provider, other.provider]).toEqual(["openai", "demo"]);
    const added = {
      id: "a",
      dialect: "openai",
      provider: "groq",
      base_url: null,
      models: ["llama-*"],
      options: {},
      credential_id: null,
      ask_usage: "auto",
    } as const;
    const { id } = await db.project.findFirstOrThrow();
    await db.project.update({
      where: { id },
      data: { upstreams: toStoredJson([added, { ...own, models: ["gpt-*"] }, other]) },
    });
    await ensureFirstStart({ db, secret, env: { ...keyed, OPENAI_BASE_URL: "http://127.0.0.1:9" } });
    expect(await read()).toMatchObject([
      { id: "a", provider: "groq" },
      { id: own.id, provider: "openai", base_url: "http://127.0.0.1:9", models: ["gpt-*"] },
      { id: other.id, provider: "demo" },
    ]);
  });
});
