import { z } from "zod";
import { failureModes } from "@/lib/core/contracts/policy";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { jsonObject, nameText } from "../input";
import type { ServiceContext } from "../service-context";
import { checkConfig } from "./check-config";
import { toPolicyView, type PolicyView } from "./policy-view";

export const createPolicyInput = z.strictObject({
  /** Plugin id. */
  policy: z.string().min(1).max(100),
  name: nameText,
  config: jsonObject.default({}),
  on_failure: z.enum(failureModes, `one of ${failureModes.join(", ")} is needed`).default("closed"),
});

/** A configured policy. It runs where a project names it. */
export async function createPolicy(
  context: ServiceContext,
  { policy, name, config, on_failure }: z.output<typeof createPolicyInput>,
): Promise<PolicyView> {
  checkConfig(context, policy, config);
  const row = await context.db.policy.create({
    data: { id: createUuidV7(context.now()), policy, name, config, onFailure: on_failure },
  });
  return toPolicyView(row);
}
