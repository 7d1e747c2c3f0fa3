import { createGateway } from "@/lib/gateway/create-gateway";
import type { Gateway, GatewayDependencies } from "@/lib/gateway/gateway-types";
import { policyDefinitions } from "@/lib/policies/registry";
import { providerDefinitions } from "@/lib/providers/registry";
import { createFixedDirectory, hashTestToken, type TestTenant } from "./fixed-directory";
import { createMemoryRecorder } from "./memory-recorder";

/** A gateway with every provider and policy that knows just these tenants, and records into memory. */
export function createTestGateway(
  tenants: readonly TestTenant[],
  others: Partial<Omit<GatewayDependencies, "directory" | "hashToken">> = {},
): Gateway {
  return createGateway({
    directory: createFixedDirectory(tenants),
    recorder: createMemoryRecorder(),
    providers: providerDefinitions,
    policies: policyDefinitions,
    hashToken: hashTestToken,
    ...others,
  });
}
