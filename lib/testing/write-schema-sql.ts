import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type * as SchemaEngineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Pool } from "pg";

const { resolve } = createRequire(import.meta.url);

/**
 * The SQL that makes the tables of a Prisma schema, by Prisma's own engine. It is WebAssembly and loaded by hand: its
 * package expects a bundler. It insists on a database to look at, and does not change it.
 */
export async function writeSchemaSql(url: string, schemaFile: string): Promise<string> {
  const files = [{ path: "schema.prisma", content: await readFile(schemaFile, "utf8") }];
  const engineModule = await loadEngine();
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    const engine = await engineModule.SchemaEngine.new(
      { datamodels: files.map(({ path, content }) => [path, content]) },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool)),
    );
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  } finally {
    await pool.end();
  }
}

async function loadEngine(): Promise<typeof SchemaEngineModule> {
  const file = resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const glue = (await import(file)) as typeof SchemaEngineModule;
  const wasm = await WebAssembly.instantiate(await readFile(file.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(wasm.instance.exports);
  (wasm.instance.exports["__wbindgen_start"] as () => void)();
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: () => undefined } });
  return glue;
}
