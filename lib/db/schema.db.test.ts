import { join } from "node:path";
import { Client } from "pg";
import { expect, it } from "vitest";
import { createTestDatabase } from "@/lib/testing/create-test-database";
import { runStatement } from "@/lib/testing/run-statement";
import { writeSchemaSql } from "@/lib/testing/write-schema-sql";

const schemaFile = join(import.meta.dirname, "..", "..", "prisma", "schema.prisma");

/** What Prisma can say of a database: columns, indexes, keys. Checks, triggers and sequences are ours alone. */
const describeSql = `
  SELECT format('%s.%s %s null=%s default=%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid)) AS line
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'u')`;

async function describeDatabase(url: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(describeSql);
    return rows
      .map((row) => row.line)
      .filter((line) => !line.includes("_prisma_migrations"))
      .sort();
  } finally {
    await client.end();
  }
}

it("the migrations make the tables that prisma/schema.prisma describes", async () => {
  const [migrated, described] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    await runStatement(described.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await runStatement(described.url, await writeSchemaSql(described.url, schemaFile));
    const lines = await describeDatabase(migrated.url);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines).toEqual(await describeDatabase(described.url));
  } finally {
    await Promise.all([migrated.drop(), described.drop()]);
  }
});
