import { createHash } from "node:crypto";
import type { Directory, ProjectConfig, TokenGrant, UpstreamConfig } from "@/lib/core/contracts/configuration";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { mintToken } from "@/lib/core/ids/token-format";

/** The policy that redacts personal data, bound to a project as it stands in the database. */
export function bindRedaction(
  where: "both" | "requests" | "responses",
  onFailure: PolicyBinding["onFailure"] = "closed",
): PolicyBinding {
  const id = "01900000-0000-7000-8000-00000000000a";
  return { id, policy: "redact-personal-data", name: "Redact", version: 1, onFailure, config: { where } };
}

/** Stands in for the installation's HMAC where no key matters. */
export const hashTestToken = (token: string): Uint8Array => createHash("sha256").update(token).digest();

export interface TestTenant {
  readonly token: string;
  readonly grant: TokenGrant;
  readonly project: ProjectConfig;
}

/** An upstream for any model; its provider is named like its dialect when not told otherwise. */
export function buildUpstream(upstream: Partial<UpstreamConfig> = {}): UpstreamConfig {
  const dialect = upstream.dialect ?? "openai";
  const rest = { dialect, provider: dialect, baseUrl: null, credential: null, models: [], options: {} };
  return { id: `${dialect} upstream`, ...rest, ...upstream };
}

/** A project with one token that is good until told otherwise. */
export function buildTenant(project: Partial<ProjectConfig> = {}, grant: Partial<TokenGrant> = {}): TestTenant {
  const { token, publicId } = mintToken();
  const id = project.id ?? "01900000-0000-7000-8000-000000000001";
  return {
    token,
    project: { id, name: "test", isActive: true, upstreams: [], policies: [], ...project },
    grant: {
      id: `01900000-0000-7000-8000-${Buffer.from(publicId).toString("hex").slice(0, 12)}`,
      name: "test token",
      projectId: id,
      hmac: hashTestToken(token),
      isActive: true,
      expiresAt: null,
      maxRequests: null,
      metadata: {},
      ...grant,
    },
  };
}

/** A directory that knows just these tenants. */
export function createFixedDirectory(tenants: readonly TestTenant[]): Directory {
  const byPublicId = new Map(tenants.map((tenant) => [tenant.token.slice(4, 16), tenant.grant]));
  const spent = new Map<string, number>();
  const projects = new Map(tenants.map(({ project }) => [project.id, project]));
  return {
    findToken: (publicId) => byPublicId.get(publicId) ?? null,
    findProject: (projectId) => projects.get(projectId) ?? null,
    spendRequest({ id, maxRequests }) {
      if (maxRequests === null) return true;
      const count = spent.get(id) ?? 0;
      if (count < maxRequests) spent.set(id, count + 1);
      return Promise.resolve(count < maxRequests);
    },
  };
}
