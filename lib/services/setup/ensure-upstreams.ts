import { z } from "zod";
import { createSecretSealer } from "@/lib/auth/seal-secret";
import { dialects } from "@/lib/core/contracts/call";
import { findOrigin, formatBoundCredential } from "@/lib/core/credentials/bound-credential";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import type { Db } from "@/lib/db/create-db";
import type { ProviderSetting } from "./provider-settings";

type Transaction = Parameters<Parameters<Db["$transaction"]>[0]>[0];

const storedUpstream = z.object({
  dialect: z.enum(dialects),
  provider: z.string(),
  base_url: z.string().nullable(),
  credential_id: z.string().nullable(),
});
export type StoredUpstream = z.infer<typeof storedUpstream>;

const credentialName = "From the environment";

export interface EnsureUpstreamsOptions {
  readonly projectId: string;
  readonly settings: readonly ProviderSetting[];
  readonly secret: string;
}

/** Stores a key from the environment; rewritten only when it differs, so that gateways need not reload at each start. */
async function ensureCredential(
  tx: Transaction,
  options: {
    readonly projectId: string;
    readonly setting: ProviderSetting;
    readonly key: string;
    readonly secret: string;
  },
): Promise<string> {
  const { projectId, setting, key, secret } = options;
  const provider = setting.dialect;
  const text = formatBoundCredential({ key, origin: findOrigin(setting.baseUrl) });
  const sealer = createSecretSealer(secret);
  const hint = key.slice(-4);
  const found = await tx.credential.findFirst({ where: { projectId, provider, name: credentialName } });
  if (found === null) {
    const id = createUuidV7(Date.now());
    await tx.credential.create({
      data: { id, projectId, provider, name: credentialName, sealed: sealer.seal(text, id), hint },
    });
    return id;
  }
  let stored: string | null = null;
  try {
    stored = sealer.open(found.sealed, found.id);
  } catch {
    // Sealed under another root secret: the environment's key replaces it.
  }
  if (stored !== text) {
    await tx.credential.update({ where: { id: found.id }, data: { sealed: sealer.seal(text, found.id), hint } });
  }
  return found.id;
}

/** Points the project's upstreams at what the environment names; other dialects stay as they are. */
export async function ensureUpstreams(tx: Transaction, options: EnsureUpstreamsOptions): Promise<void> {
  const { projectId, settings, secret } = options;
  if (settings.length === 0) return;
  const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const stored = z.array(storedUpstream).catch([]).parse(project.upstreams);
  const next = new Map(stored.map((upstream) => [upstream.dialect, upstream]));
  for (const setting of settings) {
    const { dialect, key, baseUrl } = setting;
    const credentialId = key === null ? null : await ensureCredential(tx, { projectId, setting, key, secret });
    next.set(dialect, { dialect, provider: dialect, base_url: baseUrl, credential_id: credentialId });
  }
  const upstreams = [...next.values()];
  if (JSON.stringify(upstreams) === JSON.stringify(stored)) return;
  await tx.project.update({ where: { id: projectId }, data: { upstreams } });
}
