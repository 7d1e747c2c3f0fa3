import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { failureModes } from "@/lib/core/contracts/policy";
import { AppError } from "@/lib/core/errors";
import { jsonObject, nameText, type IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { checkConfig } from "./check-config";
import { toPolicyView, type PolicyView } from "./policy-view";

export const updatePolicyInput = z.strictObject({
  name: nameText.optional(),
  config: jsonObject.optional(),
  on_failure: z.enum(failureModes, `one of ${failureModes.join(", ")} is needed`).optional(),
});

/** Changes what is given; `config` is replaced as a whole. The version grows when the policy will act differently. */
export async function updatePolicy(
  context: ServiceContext,
  { id, name, config, on_failure }: IdParams & z.output<typeof updatePolicyInput>,
): Promise<PolicyView> {
  return context.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM policies WHERE id = ${id}::uuid FOR UPDATE`;
    const before = await tx.policy.findUnique({ where: { id } });
    if (before === null) throw new AppError("not_found", "There is no such policy.");
    if (config !== undefined) checkConfig(context, before.policy, config);
    const isSameConfig = config === undefined || isDeepStrictEqual(config, before.config);
    const isSame = isSameConfig && (on_failure === undefined || on_failure === before.onFailure);
    const row = await tx.policy.update({
      where: { id },
      data: {
        ...(name !== undefined && { name }),
        ...(config !== undefined && { config }),
        ...(on_failure !== undefined && { onFailure: on_failure }),
        ...(!isSame && { version: { increment: 1 } }),
      },
    });
    return toPolicyView(row);
  });
}
