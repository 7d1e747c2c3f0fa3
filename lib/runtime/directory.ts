import { createSecretSealer } from "@/lib/auth/seal-secret";
import { createDirectory, type LiveDirectory } from "@/lib/directory/create-directory";
import { getDatabaseUrl, getDb } from "./db";
import { requireSecret } from "./env";
import { remember } from "./remember";

/** What this process knows of tokens, projects and policies. */
export function getDirectory(): LiveDirectory {
  return remember("directory", () => {
    const { open } = createSecretSealer(requireSecret());
    return createDirectory({ db: getDb("auth"), url: getDatabaseUrl(), openSecret: open });
  });
}
