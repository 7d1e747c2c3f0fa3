import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { diffSchema } from "@/lib/testing/diff-schema";
import { runStatement } from "@/lib/testing/run-statement";

const schemaFile = join(import.meta.dirname, "..", "..", "prisma", "schema.prisma");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("is what prisma/schema.prisma says", async () => {
  expect(await diffSchema(database.url, schemaFile)).toBe("-- This is an empty migration.");
});

it("would notice a difference", async () => {
  await runStatement(database.url, `ALTER TABLE "people" ADD COLUMN "nickname" TEXT`);
  expect(await diffSchema(database.url, schemaFile)).toContain(`DROP COLUMN "nickname"`);
});
