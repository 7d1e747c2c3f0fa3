import type { ProjectConfig, TokenGrant, UpstreamConfig } from "@/lib/core/contracts/configuration";
import { parseBoundCredential, pickKey, type BoundCredential } from "@/lib/core/credentials/bound-credential";
import { failureModes, type PolicyBinding } from "@/lib/core/contracts/policy";
import { readStoredUpstreams } from "@/lib/core/upstreams/stored-upstream";
import type { Db } from "@/lib/db/create-db";

/** Opens a sealed provider key of a credentials row. */
export type OpenSecret = (sealed: Uint8Array, rowId: string) => string;

export interface Configuration {
  readonly version: bigint;
  readonly projects: ReadonlyMap<string, ProjectConfig>;
  /** By the 12 id characters. */
  readonly tokens: ReadonlyMap<string, TokenGrant>;
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly hmac: Uint8Array;
  readonly metadata: unknown;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly maxRequests: number | null;
}

export function toTokenGrant(row: TokenRow): TokenGrant {
  const { metadata } = row;
  return {
    id: row.id,
    name: row.name,
    projectId: row.projectId,
    hmac: row.hmac,
    isActive: row.revokedAt === null,
    expiresAt: row.expiresAt?.getTime() ?? null,
    maxRequests: row.maxRequests,
    metadata: typeof metadata === "object" && metadata !== null ? Object.freeze({ ...metadata }) : {},
  };
}

function readUpstreams(value: unknown, credentials: ReadonlyMap<string, BoundCredential>): UpstreamConfig[] {
  return readStoredUpstreams(value).map(
    ({ id, dialect, provider, base_url: baseUrl, credential_id, models, options, ask_usage: askUsage }) => {
      const bound = credential_id === null ? undefined : credentials.get(credential_id);
      const credential = bound === undefined ? null : pickKey(bound, baseUrl);
      return { id, dialect, provider, baseUrl, credential, models, options, askUsage };
    },
  );
}

/** A credential that cannot be opened (another installation's secret) is left out: its calls say that upstream refused them. */
function openAll(rows: readonly { id: string; sealed: Uint8Array }[], open: OpenSecret): Map<string, BoundCredential> {
  const opened = new Map<string, BoundCredential>();
  for (const { id, sealed } of rows) {
    try {
      opened.set(id, parseBoundCredential(open(sealed, id)));
    } catch {
      continue;
    }
  }
  return opened;
}

/** Everything a gateway must know, in one consistent snapshot. */
export async function readConfiguration(db: Db, openSecret: OpenSecret): Promise<Configuration> {
  const [versions, projects, policies, credentials, tokens] = await db.$transaction(
    [
      db.configurationVersion.findMany(),
      db.project.findMany(),
      db.policy.findMany(),
      db.credential.findMany({ select: { id: true, sealed: true } }),
      db.token.findMany(),
    ],
    { isolationLevel: "RepeatableRead" },
  );
  const opened = openAll(credentials, openSecret);
  const bindings = new Map<string, PolicyBinding>();
  for (const { id, policy, name, version, config, onFailure } of policies) {
    const mode = failureModes.find((known) => known === onFailure) ?? "closed";
    bindings.set(id, { id, policy, name, version, onFailure: mode, config });
  }
  const toProject = (row: (typeof projects)[number]): ProjectConfig => ({
    id: row.id,
    name: row.name,
    isActive: row.isActive,
    upstreams: readUpstreams(row.upstreams, opened),
    policies: row.policyIds.flatMap((id) => bindings.get(id) ?? []),
    forwardsTrace: row.forwardsTrace,
  });
  return {
    version: versions[0]?.version ?? 0n,
    projects: new Map(projects.map((row) => [row.id, toProject(row)])),
    tokens: new Map(tokens.map((row) => [row.publicId, toTokenGrant(row)])),
  };
}
