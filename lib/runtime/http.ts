import { createTokenHasher } from "@/lib/auth/token-hasher";
import { createSecretSealer } from "@/lib/auth/seal-secret";
import type { Actor } from "@/lib/core/contracts/actor";
import { buildOpenApi, type Operation } from "@/lib/http/build-open-api";
import { createDefineRoute } from "@/lib/http/define-route";
import { policyDefinitions } from "@/lib/policies/registry";
import { createPricer } from "@/lib/pricing/create-pricer";
import { providerDefinitions } from "@/lib/providers/registry";
import { describeFailure } from "@/lib/services/describe-failure";
import type { ServiceContext } from "@/lib/services/service-context";
import { authenticateRequest } from "./auth";
import { getDb, getPool } from "./db";
import { requireSecret } from "./env";
import { isOwnAddress } from "./own-address";
import { remember } from "./remember";
import { reportInternalError } from "./report-internal-error";
import { getServiceName, getSpanExportSettings } from "./span-export";
import { getSpanSources } from "./span-sources";

/** What services work with, for whoever asks. */
export function getServiceContext(actor: Actor): ServiceContext {
  const parts = remember("service-parts", () => ({
    db: getDb("console"),
    pool: getPool("console"),
    hashToken: createTokenHasher(requireSecret()),
    sealer: createSecretSealer(requireSecret()),
    policies: policyDefinitions,
    providers: providerDefinitions,
    pricer: createPricer(),
    spanSources: getSpanSources(),
    spanExport: getSpanExportSettings(),
    serviceName: getServiceName(),
    isOwnAddress,
    now: Date.now,
  }));
  const { sealer, ...rest } = parts;
  return { ...rest, actor, sealSecret: sealer.seal, openSecret: sealer.open };
}

/** Defines a route of the management API. */
export const defineRoute = createDefineRoute<ServiceContext>({
  authenticate: authenticateRequest,
  createContext: getServiceContext,
  describeFailure,
  reportError: reportInternalError,
});

export type ApiOperation = Operation;

/** OpenAPI of the operations. */
export function describeApi(operations: readonly ApiOperation[]): unknown {
  return buildOpenApi(operations);
}
