import { createHash } from "node:crypto";
import type { ArrivedRequest, ClientUpstream } from "./client-upstream";
import { nameForm } from "./client-upstream";
import type { ClientTarget, Scenario } from "./client-driver";
import { differsForUpstream } from "../header-excuses";
import { describeValue } from "./describe-value";

/** A request as upstream got it, without what may differ. */
export interface SeenRequest {
  readonly line: string;
  readonly headers: readonly string[];
  /** Text of a JSON body, else its digest. */
  readonly body: string;
  readonly wasCutShort: boolean;
}

export interface Observation {
  /** What the client returned or threw, as plain values. */
  readonly outcome: unknown;
  readonly arrived: readonly SeenRequest[];
}

/** `idempotency-key` is random in the client. */
function describeArrived(request: ArrivedRequest): SeenRequest {
  const body = nameForm(request);
  const headers = request.headers
    .filter(([name]) => !differsForUpstream(name) && name.toLowerCase() !== "idempotency-key")
    .map(([name, value]) => `${name}: ${value.replace(/boundary=.*/, "boundary")}`);
  const isText = headers.some((header) => /^content-type: application\/json/i.test(header));
  return {
    line: `${request.method} ${request.url}`,
    headers: headers.sort(),
    body: isText ? body.toString() : createHash("sha256").update(body).digest("hex"),
    wasCutShort: request.wasCutShort,
  };
}

async function run(scenario: Scenario, target: ClientTarget): Promise<unknown> {
  try {
    return { returned: describeValue(await scenario(target)) };
  } catch (error) {
    return { thrown: describeValue(error) };
  }
}

/** Runs a client against a target and says everything that can be seen of it, on both sides. */
export async function observeClient(
  scenario: Scenario,
  target: ClientTarget,
  upstream: ClientUpstream,
): Promise<Observation> {
  await upstream.takeArrived();
  const outcome = await run(scenario, target);
  return { outcome, arrived: (await upstream.takeArrived()).map(describeArrived) };
}
