import { createSecretSealer } from "@/lib/auth/seal-secret";
import type { StoredUpstream } from "@/lib/core/contracts/project";
import { findOrigin, formatBoundCredential } from "@/lib/core/credentials/bound-credential";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { readStoredUpstreams } from "@/lib/core/upstreams/stored-upstream";
import type { Db } from "@/lib/db/create-db";
import { toStoredJson } from "../projects/check-project";
import type { ProviderSetting } from "./provider-settings";

type Transaction = Parameters<Parameters<Db["$transaction"]>[0]>[0];

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
    readonly found: { readonly id: string; readonly sealed: Uint8Array } | null;
  },
): Promise<string> {
  const { projectId, setting, key, secret, found } = options;
  const provider = setting.dialect;
  const text = formatBoundCredential({ key, origin: findOrigin(setting.baseUrl) });
  const sealer = createSecretSealer(secret);
  const hint = key.slice(-4);
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

/** The upstream that came from the environment before, or else the demo's, whose place it takes. */
function findOwn(stored: readonly StoredUpstream[], { dialect }: ProviderSetting, credentialId: string | null) {
  const speaking = stored.filter((upstream) => upstream.dialect === dialect);
  return (
    speaking.find(({ credential_id }) => credential_id !== null && credential_id === credentialId) ??
    speaking.find(({ provider, credential_id }) => provider === dialect && credential_id === null) ??
    speaking.find(({ provider }) => provider === "demo")
  );
}

function placeSetting(stored: readonly StoredUpstream[], own: StoredUpstream | undefined, wanted: StoredUpstream) {
  if (own === undefined) return [...stored, wanted];
  // What people set on it stays; the demo's entry is another upstream.
  const { id, models, options, ask_usage } = own.provider === wanted.provider ? own : wanted;
  return stored.map((upstream) => (upstream === own ? { ...wanted, id, models, options, ask_usage } : upstream));
}

/** Points the project's upstreams at what the environment names; upstreams that people added stay as they are. */
export async function ensureUpstreams(tx: Transaction, options: EnsureUpstreamsOptions): Promise<void> {
  const { projectId, settings, secret } = options;
  if (settings.length === 0) return;
  const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const stored = readStoredUpstreams(project.upstreams);
  let next = stored;
  for (const setting of settings) {
    const { dialect, key, baseUrl } = setting;
    const found = await tx.credential.findFirst({ where: { projectId, provider: dialect, name: credentialName } });
    const credentialId = key === null ? null : await ensureCredential(tx, { projectId, setting, key, secret, found });
    const own = findOwn(next, setting, found?.id ?? null);
    const where = { dialect, provider: dialect, base_url: baseUrl, credential_id: credentialId };
    next = placeSetting(next, own, {
      id: createUuidV7(Date.now()),
      ...where,
      models: [],
      options: {},
      ask_usage: "auto",
    });
  }
  if (JSON.stringify(next) === JSON.stringify(stored)) return;
  await tx.project.update({ where: { id: projectId }, data: { upstreams: toStoredJson(next) } });
}
