import type { ProjectView } from "@/lib/core/contracts/project";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import type { ServiceContext } from "../service-context";
import { checkPrices } from "./check-prices";
import { checkPolicyIds, checkUpstreams, toStoredJson } from "./check-project";
import { getProject } from "./get-project";
import type { CreateProjectInput } from "./project-input";

export async function createProject(context: ServiceContext, input: CreateProjectInput): Promise<ProjectView> {
  const id = createUuidV7(context.now());
  const policyIds = input.policies ?? input.policy_ids ?? [];
  await checkPolicyIds(context, policyIds);
  const upstreams = await checkUpstreams(context, { projectId: id, given: input.upstreams ?? [], stored: [] });
  const prices = checkPrices(context, input.prices ?? []);
  await context.db.project.create({
    data: {
      id,
      name: input.name,
      isActive: input.active ?? true,
      forwardsTrace: input.forward_trace_context ?? false,
      upstreams: toStoredJson(upstreams),
      policyIds,
      prices: toStoredJson(prices),
      pricesVersion: prices.length === 0 ? 0 : 1,
    },
  });
  return getProject(context, { id });
}
