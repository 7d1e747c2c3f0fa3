import type { PolicyBinding } from "@/lib/core/contracts/policy";
import type { Gateway, GatewayLimits } from "@/lib/gateway/gateway-types";
import { readMemoryRecords } from "./call-records";
import { createTestGateway } from "./create-test-gateway";
import { limitedRequests, testCredentials, type GatewayUnderTest } from "./describe-gateway";
import { buildTenant, buildUpstream } from "./fixed-directory";
import { createMemoryRecorder } from "./memory-recorder";
import type { LoopbackServer } from "./serve-on-loopback";

export interface MemoryGatewayOptions {
  readonly limits?: Partial<GatewayLimits>;
  /** Of the good project. */
  readonly policies?: readonly PolicyBinding[];
  /** For all upstreams, in place of the usual ones. */
  readonly credential?: string;
}

export interface MemoryGateway extends GatewayUnderTest {
  readonly gateway: Gateway;
}

/** A gateway in this process that records into memory, behind the adapter that `listen` puts in front of it. */
export async function startMemoryGateway(
  upstreamUrl: string,
  listen: (gateway: Gateway) => Promise<LoopbackServer>,
  { limits = {}, policies = [], credential }: MemoryGatewayOptions = {},
): Promise<MemoryGateway> {
  const upstreams = (["openai", "anthropic"] as const).map((dialect) => {
    return buildUpstream({ dialect, baseUrl: upstreamUrl, credential: credential ?? testCredentials[dialect] });
  });
  const good = buildTenant({ upstreams, policies });
  const limited = buildTenant({ upstreams, policies }, { maxRequests: limitedRequests });
  const idle = buildTenant({ id: "01900000-0000-7000-8000-000000000002", upstreams, isActive: false });
  const unreachable = buildTenant({
    id: "01900000-0000-7000-8000-000000000003",
    upstreams: upstreams.map((upstream) => ({ ...upstream, baseUrl: "http://127.0.0.1:9" })),
  });
  const recorder = createMemoryRecorder();
  const gateway = createTestGateway([good, limited, idle, unreachable], { recorder, limits });
  const { url, close } = await listen(gateway);
  return {
    gateway,
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
