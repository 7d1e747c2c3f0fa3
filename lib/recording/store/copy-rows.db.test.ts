import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import type { Columns, JsonPieces, RowOf } from "../assemble/call-rows";
import { CopyBuffer, copyEnd, copySignature } from "./copy-buffer";
import { runCopy } from "./copy-query";
import { createRowWriter } from "./create-row-writer";
import { copyInto } from "./statements";

const columns = {
  number: "int4",
  a_uuid: "uuid",
  a_text: "text",
  a_bool: "bool",
  an_int8: "int8",
  a_float8: "float8",
  a_numeric: "numeric",
  a_time: "timestamptz",
  a_jsonb: "jsonb",
  some_bytes: "bytea",
  texts: "textArray",
  floats: "float8Array",
} as const satisfies Columns;
type Row = RowOf<typeof columns>;

const createTable = `CREATE TABLE copied (number int4, a_uuid uuid, a_text text, a_bool bool, an_int8 int8, a_float8 float8,
  a_numeric numeric(20, 10), a_time timestamptz(3), a_jsonb jsonb, some_bytes bytea, texts text[], floats float8[])`;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 1, applicationName: "test", statementTimeoutMs: 10_000 });
  await pool.query(createTable);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function copy(rows: readonly Row[], more: readonly string[] = []): Promise<void> {
  const buffer = new CopyBuffer();
  const write = createRowWriter(columns);
  for (const row of rows) write(buffer, row);
  const client = await pool.connect();
  try {
    const text = [copyInto("copied", Object.keys(columns)), ...more].join(";");
    await runCopy(client, text, [[copySignature, buffer.take(0, buffer.length), copyEnd]]);
  } finally {
    client.release();
  }
}

const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", ""));
const nonNull = {
  a_uuid: fc.uuid(),
  a_text: text,
  a_bool: fc.boolean(),
  an_int8: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  a_float8: fc.double({ noNaN: true }),
  a_numeric: fc
    .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.nat(9_999_999))
    .map(([whole, fraction]) => `${String(whole)}.${String(fraction).padStart(7, "0")}`),
  a_time: fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 }),
  a_jsonb: fc.tuple(text, text).map(([left, right]) => {
    return [`{"left":`, Buffer.from(JSON.stringify(left)), `,"right":${JSON.stringify(right)}}`];
  }),
  some_bytes: fc.uint8Array({ maxLength: 70_000 }),
  texts: fc.array(text, { maxLength: 4 }),
  floats: fc.array(fc.double({ noNaN: true }), { maxLength: 4 }),
};
const arbitrary = fc.record(
  Object.fromEntries(Object.entries(nonNull).map(([name, value]) => [name, fc.option(value as fc.Arbitrary<unknown>)])),
);

function joinPieces(pieces: string | JsonPieces): string {
  const parts = typeof pieces === "string" ? [pieces] : pieces;
  return parts.map((piece) => (typeof piece === "string" ? piece : Buffer.from(piece).toString())).join("");
}

function expectRow(read: Record<string, unknown>, row: Row): void {
  const time = row.a_time === null ? null : new Date(row.a_time);
  const json = row.a_jsonb === null ? null : (JSON.parse(joinPieces(row.a_jsonb)) as unknown);
  expect(read["a_uuid"]).toBe(row.a_uuid);
  expect(read["a_text"]).toBe(row.a_text);
  expect(read["a_bool"]).toBe(row.a_bool);
  expect(read["an_int8"]).toBe(row.an_int8 === null ? null : String(row.an_int8));
  expect(read["a_float8"]).toEqual(row.a_float8);
  expect(Number(read["a_numeric"])).toBe(Number(row.a_numeric));
  expect(read["a_time"]).toEqual(time);
  expect(read["a_jsonb"]).toEqual(json);
  expect(read["some_bytes"]).toEqual(row.some_bytes === null ? null : Buffer.from(row.some_bytes));
  expect(read["texts"]).toEqual(row.texts);
  expect(read["floats"]).toEqual(row.floats);
}

it("copies every type of column as it is, NULL included", async () => {
  const rows = fc.sample(arbitrary, 300).map((row, number) => ({ ...row, number }) as unknown as Row);
  await copy(rows);
  const { rows: read } = await pool.query<Record<string, unknown>>("SELECT * FROM copied ORDER BY number");
  expect(read).toHaveLength(rows.length);
  for (const [index, row] of rows.entries()) expectRow(read[index] ?? {}, row);
});

const empty = Object.fromEntries(Object.keys(columns).map((name) => [name, null])) as Row;

it.each([
  ["a NUL", { ...empty, a_text: "\0" }, "22021"],
  ["broken JSON", { ...empty, a_jsonb: "{" }, "22P02"],
  ["bytes that are no UTF-8", { ...empty, a_jsonb: [Buffer.from([0x22, 0xff, 0x22])] }, "22021"],
])("says which data Postgres refuses, and goes on: %s", async (_, row, code) => {
  await expect(copy([row])).rejects.toMatchObject({ code });
  await copy([empty]);
});

it("says when a statement wants more than there is", async () => {
  await expect(copy([empty], [copyInto("copied", ["number"])])).rejects.toThrow(/nothing to copy/);
});

it.each(["", "00000000-0000-0000-0000-00000000000g", "00000000-0000-0000-0000-0000000000000"])(
  "refuses %j as a UUID",
  async (a_uuid) => {
    await expect(copy([{ ...empty, a_uuid }])).rejects.toThrow(RangeError);
  },
);
