import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";

export interface DataDirectory {
  readonly path: string;
  readonly secret: string;
  readonly adminToken: string;
}

/** The data directory, closed to others, with the secrets that were not given by the environment. */
export async function prepareDataDirectory(
  path: string,
  given: { readonly secret: string | undefined; readonly adminToken: string | undefined },
): Promise<DataDirectory> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
    const [secret, adminToken] = await Promise.all([
      keepSecret(join(path, "secret"), given.secret, () => randomBytes(32).toString("base64url")),
      keepSecret(
        join(path, "admin-token"),
        given.adminToken,
        () => `dfr_admin_${randomBytes(24).toString("base64url")}`,
      ),
    ]);
    return { path, secret, adminToken };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("internal_error", `The data directory ${path} cannot be used: ${why}.`, undefined, { cause });
  }
}

/** A given value wins and is not written down; otherwise the file's, made on first use. */
async function keepSecret(file: string, given: string | undefined, create: () => string): Promise<string> {
  if (given !== undefined) return given;
  try {
    const known = (await readFile(file, "utf8")).trim();
    if (known !== "") return known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const value = create();
  await writeFile(file, `${value}\n`, { mode: 0o600 });
  return value;
}
