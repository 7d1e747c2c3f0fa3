import type { ProjectConfig } from "@/lib/core/contracts/configuration";
import type { GatewayLimits } from "@/lib/gateway/gateway-types";
import { createNodeHandler } from "@/lib/gateway/node-adapter";
import { createTestGateway } from "./create-test-gateway";
import { buildTenant } from "./fixed-directory";
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
  const gateway = createTestGateway([tenant], { recorder, limits });
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
