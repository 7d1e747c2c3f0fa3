import type { ProjectConfig } from "@/lib/core/contracts/configuration";
import { createGateway } from "@/lib/gateway/create-gateway";
import type { GatewayLimits } from "@/lib/gateway/gateway-types";
import { createNodeHandler } from "@/lib/gateway/node-adapter";
import { policyDefinitions } from "@/lib/policies/registry";
import { providerDefinitions } from "@/lib/providers/registry";
import { buildTenant, createFixedDirectory, hashTestToken } from "./fixed-directory";
import { createMemoryRecorder, type MemoryRecorder } from "./memory-recorder";
import { serveOnLoopback } from "./serve-on-loopback";

export interface ProjectGateway {
  readonly url: string;
  readonly token: string;
  readonly recorder: MemoryRecorder;
  readonly close: () => Promise<void>;
}

/** A gateway in this process on a port of its own, with every provider and policy, that knows one project and token. */
export async function startProjectGateway(
  project: Partial<ProjectConfig>,
  limits: Partial<GatewayLimits> = {},
): Promise<ProjectGateway> {
  const tenant = buildTenant(project);
  const recorder = createMemoryRecorder();
  const gateway = createGateway({
    directory: createFixedDirectory([tenant]),
    recorder,
    providers: providerDefinitions,
    policies: policyDefinitions,
    hashToken: hashTestToken,
    limits,
  });
  const server = await serveOnLoopback(createNodeHandler(gateway));
  return {
    url: server.url,
    token: tenant.token,
    recorder,
    async close() {
      await server.close();
      await gateway.close();
    },
  };
}
