import { randomBytes } from "node:crypto";
import { hashPassword } from "@/lib/auth/password";
import { createTokenHasher } from "@/lib/auth/token-hasher";
import { dialects } from "@/lib/core/contracts/call";
import type { StoredUpstream } from "@/lib/core/contracts/project";
import { mintToken } from "@/lib/core/ids/token-format";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import type { Db } from "@/lib/db/create-db";
import { readProviderSettings, type ProviderEnvironment } from "./provider-settings";
import { toStoredJson } from "../projects/check-project";
import { ensureUpstreams } from "./ensure-upstreams";

export interface FirstStartEnvironment extends ProviderEnvironment {
  readonly DIFFRACT_ADMIN_EMAIL: string;
  readonly DIFFRACT_ADMIN_PASSWORD?: string | undefined;
}

export interface FirstStartResult {
  /** Only when it was made just now: it is shown once and stored nowhere. */
  readonly token: string | null;
  readonly email: string;
  /** Only when it was generated just now. */
  readonly password: string | null;
}

export interface FirstStartOptions {
  readonly db: Db;
  readonly secret: string;
  readonly env: FirstStartEnvironment;
}

type Transaction = Parameters<Parameters<Db["$transaction"]>[0]>[0];

/** "firs" in ASCII: two supervisors on one database take turns. */
const lockId = 1718186611;

/** The policies of the worked example: they show at once what the product is for. */
const starterPolicies = [
  { name: "Redact personal data", policy: "redact-personal-data", config: { where: "both" } },
  {
    name: "Hide code names",
    policy: "replace-text",
    config: { where: "requests", pairs: [{ from: "Project Falcon", to: "the project" }] },
  },
] as const;

function createDemoUpstreams(): StoredUpstream[] {
  return dialects.map((dialect) => {
    const where = { dialect, provider: "demo", base_url: null, credential_id: null };
    return { id: createUuidV7(Date.now()), ...where, models: [], options: {}, ask_usage: "auto" };
  });
}

async function createProject(tx: Transaction, isDemo: boolean): Promise<string> {
  const policyIds: string[] = [];
  for (const policy of starterPolicies) {
    const { id } = await tx.policy.upsert({
      where: { name: policy.name },
      create: { id: createUuidV7(Date.now()), ...policy },
      update: {},
    });
    policyIds.push(id);
  }
  const project = await tx.project.create({
    data: {
      id: createUuidV7(Date.now()),
      name: "default",
      upstreams: isDemo ? toStoredJson(createDemoUpstreams()) : [],
      policyIds: isDemo ? policyIds : [],
    },
  });
  return project.id;
}

async function createToken(tx: Transaction, projectId: string, secret: string): Promise<string> {
  const { token, publicId } = mintToken();
  const hmac = new Uint8Array(createTokenHasher(secret)(token));
  await tx.token.create({
    data: { id: createUuidV7(Date.now()), projectId, name: "First token", publicId, hmac },
  });
  return token;
}

async function createPerson(tx: Transaction, email: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await tx.person.create({
    data: { id: createUuidV7(Date.now()), email: email.toLowerCase(), name: "Admin", passwordHash, role: "admin" },
  });
}

/**
 * Makes what a new installation needs: the project `default` with one token, the first person, the two policies of the worked
 * example, and upstreams from the environment or else the demo. Does nothing to what is there but for provider keys, which
 * follow the environment.
 */
export async function ensureFirstStart({ db, secret, env }: FirstStartOptions): Promise<FirstStartResult> {
  const email = env.DIFFRACT_ADMIN_EMAIL;
  const settings = readProviderSettings(env);
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockId})`;
      const existing = await tx.project.findUnique({ where: { name: "default" } });
      const isNew = existing === null && (await tx.project.count()) === 0;
      const projectId = isNew ? await createProject(tx, settings.length === 0) : existing?.id;
      if (projectId !== undefined) await ensureUpstreams(tx, { projectId, settings, secret });
      const token = isNew && projectId !== undefined ? await createToken(tx, projectId, secret) : null;
      if ((await tx.person.count()) > 0) return { token, email, password: null };
      const generated = env.DIFFRACT_ADMIN_PASSWORD === undefined ? randomBytes(12).toString("base64url") : null;
      await createPerson(tx, email, env.DIFFRACT_ADMIN_PASSWORD ?? generated ?? "");
      return { token, email, password: generated };
    },
    { timeout: 20_000, maxWait: 10_000 },
  );
}
