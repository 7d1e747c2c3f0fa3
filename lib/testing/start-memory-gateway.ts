import type { Gateway } from "@/lib/gateway/gateway-types";
import { createGateway } from "@/lib/gateway/create-gateway";
import { providerDefinitions } from "@/lib/providers/registry";
import { readMemoryRecords } from "./call-records";
import { limitedRequests, testCredentials, type GatewayUnderTest } from "./describe-gateway";
import { buildTenant, createFixedDirectory, hashTestToken } from "./fixed-directory";
import { createMemoryRecorder } from "./memory-recorder";

export interface ListeningGateway {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A gateway in this process that records into memory, behind the adapter that `listen` puts in front of it. */
export async function startMemoryGateway(
  upstreamUrl: string,
  listen: (gateway: Gateway) => Promise<ListeningGateway>,
): Promise<GatewayUnderTest> {
  const upstreams = (["openai", "anthropic"] as const).map((dialect) => {
    return { dialect, provider: dialect, baseUrl: upstreamUrl, credential: testCredentials[dialect] };
  });
  const good = buildTenant({ upstreams });
  const limited = buildTenant({ upstreams }, { maxRequests: limitedRequests });
  const idle = buildTenant({ id: "01900000-0000-7000-8000-000000000002", upstreams, isActive: false });
  const unreachable = buildTenant({
    id: "01900000-0000-7000-8000-000000000003",
    upstreams: upstreams.map((upstream) => ({ ...upstream, baseUrl: "http://127.0.0.1:9" })),
  });
  const recorder = createMemoryRecorder();
  const gateway = createGateway({
    directory: createFixedDirectory([good, limited, idle, unreachable]),
    recorder,
    providers: providerDefinitions,
    policies: [],
    hashToken: hashTestToken,
  });
  const { url, close } = await listen(gateway);
  return {
    url,
    tokens: {
      good: good.token,
      limited: limited.token,
      idle: idle.token,
      unreachable: unreachable.token,
    },
    records: readMemoryRecords(recorder),
    async close() {
      await close();
      await gateway.close();
    },
  };
}
