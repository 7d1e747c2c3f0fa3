import type { ProjectView } from "@/lib/core/contracts/project";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";
import { checkPrices, isSamePrices } from "./check-prices";
import { checkPolicyIds, checkUpstreams, toStoredJson } from "./check-project";
import { getProject } from "./get-project";
import type { UpdateProjectInput } from "./project-input";

/** Changes what is given and leaves the rest; lists are replaced as a whole. */
export async function updateProject(
  context: ServiceContext,
  { id, name, active, forward_trace_context: forwardsTrace, ...lists }: IdParams & UpdateProjectInput,
): Promise<ProjectView> {
  const before = await getProject(context, { id });
  const policyIds = lists.policies ?? lists.policy_ids;
  if (policyIds !== undefined) await checkPolicyIds(context, policyIds);
  const { upstreams: given } = lists;
  const upstreams = given && (await checkUpstreams(context, { projectId: id, given, stored: before.upstreams }));
  const prices = lists.prices && checkPrices(context, lists.prices);
  const isRepriced = prices !== undefined && !isSamePrices(prices, before.prices);
  await context.db.project.update({
    where: { id },
    data: {
      ...(name !== undefined && { name }),
      ...(active !== undefined && { isActive: active }),
      ...(forwardsTrace !== undefined && { forwardsTrace }),
      ...(policyIds !== undefined && { policyIds }),
      ...(upstreams !== undefined && { upstreams: toStoredJson(upstreams) }),
      ...(isRepriced && { prices: toStoredJson(prices), pricesVersion: { increment: 1 } }),
    },
  });
  return getProject(context, { id });
}
