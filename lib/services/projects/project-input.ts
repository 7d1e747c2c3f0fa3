import { z } from "zod";
import { dialects } from "@/lib/core/contracts/call";
import { askUsageModes } from "@/lib/core/contracts/configuration";
import { customPrices } from "@/lib/core/pricing/custom-price";
import { modelPattern } from "@/lib/core/upstreams/model-pattern";
import { id, jsonObject, nameText } from "../input";

const mostUpstreams = 50;
const mostPatterns = 50;

const upstreams = z
  .array(
    z.strictObject({
      /** Of the upstream that this is; a new one gets its own. */
      id: z.string().min(1).max(100).optional(),
      dialect: z.enum(dialects, `one of ${dialects.join(", ")} is needed`),
      provider: z.string().min(1).max(100),
      base_url: z.string().max(500).nullable().default(null),
      credential_id: id.nullable().default(null),
      models: z.array(modelPattern).max(mostPatterns, `at most ${mostPatterns} patterns`).default([]),
      /** Checked against the provider's own schema. */
      options: jsonObject.default({}),
      /** Whether streams are asked for their usage where the client does not. */
      ask_usage: z.enum(askUsageModes, `one of ${askUsageModes.join(", ")} is needed`).default("auto"),
    }),
  )
  .max(mostUpstreams, `at most ${mostUpstreams} upstreams`);

/** Ids, or what an answer of this API had there. */
const policyIds = z
  .array(z.union([id, z.looseObject({ id }).transform((policy) => policy.id)], "an id is needed"))
  .max(50, "at most 50 policies")
  .refine((list) => new Set(list).size === list.length, "a policy is there twice");

const fields = {
  active: z.boolean("true or false is needed").optional(),
  upstreams: upstreams.optional(),
  /** In order of execution. */
  policies: policyIds.optional(),
  /** Whether upstreams get the call's `traceparent`. */
  forward_trace_context: z.boolean("true or false is needed").optional(),
  /** Another name for `policies`. */
  policy_ids: policyIds.optional(),
  /** What the project pays where it is not what the table says; the first that fits is used. */
  prices: customPrices.optional(),
};

const isOneList = (input: { policies?: unknown; policy_ids?: unknown }): boolean =>
  input.policies === undefined || input.policy_ids === undefined;
const oneListMessage = "give `policies` or `policy_ids`, not both";

export const createProjectInput = z.strictObject({ name: nameText, ...fields }).refine(isOneList, oneListMessage);
export const updateProjectInput = z
  .strictObject({ name: nameText.optional(), ...fields })
  .refine(isOneList, oneListMessage);

export type CreateProjectInput = z.output<typeof createProjectInput>;
export type UpdateProjectInput = z.output<typeof updateProjectInput>;
export type UpstreamInput = NonNullable<CreateProjectInput["upstreams"]>[number];
