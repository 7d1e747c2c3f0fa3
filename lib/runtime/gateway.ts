import { createTokenHasher } from "@/lib/auth/token-hasher";
import { findBodyBudgetBytes } from "@/lib/gateway/body-budget";
import { createGateway } from "@/lib/gateway/create-gateway";
import type { Gateway } from "@/lib/gateway/gateway-types";
import { handleWebRequest } from "@/lib/gateway/web-adapter";
import { policyDefinitions } from "@/lib/policies/registry";
import { providerDefinitions } from "@/lib/providers/registry";
import { getDirectory } from "./directory";
import { getEnv, requireSecret } from "./env";
import { reportInternalError } from "./report-internal-error";
import { getRecorder } from "./recorder";
import { remember } from "./remember";

/** The one gateway of this process, whichever adapter asks for it. */
export function getGateway(): Gateway {
  return remember("gateway", () =>
    createGateway({
      directory: getDirectory(),
      recorder: getRecorder(),
      providers: providerDefinitions,
      policies: policyDefinitions,
      hashToken: createTokenHasher(requireSecret()),
      limits: { heldBodyBytes: findBodyBudgetBytes(getEnv().DIFFRACT_PROCESSES) },
      onInternalError: reportInternalError,
    }),
  );
}

/** Serves a gateway path inside a Next route handler. */
export function handleWebCall(request: Request): Promise<Response> {
  return handleWebRequest(getGateway(), request);
}
