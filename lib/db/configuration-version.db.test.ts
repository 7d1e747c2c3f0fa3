import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";

describe("configuration version", () => {
  let database: TestDatabase;
  let client: Client;
  const heard: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    client.on("notification", (message) => heard.push(message.payload ?? ""));
    await client.query("LISTEN diffract_configuration");
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const readVersion = async () => {
    const { rows } = await client.query<{ version: string }>("SELECT version FROM configuration_version");
    expect(rows).toHaveLength(1);
    return Number(rows[0]!.version);
  };

  const id = "01990000-0000-7000-8000-000000000001";
  const tokenValues = `('${id}', '${id}', 'main', 'abcdefghijkl', 'x')`;
  it.each([
    `INSERT INTO projects (id, name) VALUES ('${id}', 'one')`,
    `UPDATE projects SET is_active = false`,
    `INSERT INTO policies (id, policy, name) VALUES ('${id}', 'replace-text', 'one')`,
    `UPDATE policies SET version = 2`,
    `INSERT INTO credentials (id, project_id, provider, name, sealed, hint) VALUES ('${id}', '${id}', 'openai', 'k', 'x', '1')`,
    `DELETE FROM credentials`,
    `INSERT INTO tokens (id, project_id, name, public_id, hmac) VALUES ${tokenValues}`,
    `UPDATE tokens SET revoked_at = now()`,
    `DELETE FROM tokens`,
    `DELETE FROM policies`,
    `DELETE FROM projects`,
  ])("grows and tells with: %s", async (sql) => {
    const before = await readVersion();
    await client.query(sql);
    const after = await readVersion();
    expect(after).toBeGreaterThan(before);
    expect(heard).toContain(String(after));
  });

  it("stays as it was when the change is undone", async () => {
    const before = await readVersion();
    await client.query("BEGIN");
    await client.query(`INSERT INTO projects (id, name) VALUES ('${id}', 'one')`);
    await client.query("ROLLBACK");
    expect(await readVersion()).toBe(before);
  });
});
