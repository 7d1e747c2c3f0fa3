import { z } from "zod";
import { callStates, policyOutcomes } from "@/lib/core/contracts/call";
import { id, instant, limit, searchText } from "../input";

/** Query parameters of `GET /api/v1/calls`. */
export const callQuery = z.strictObject({
  limit,
  cursor: z.string().max(200).optional(),
  state: z.enum(callStates).optional(),
  outcome: z.enum(policyOutcomes).optional(),
  project_id: id.optional(),
  token_id: id.optional(),
  endpoint: searchText.optional(),
  model: searchText.optional().describe("Part of the model's name"),
  q: searchText
    .optional()
    .describe("Words of the previews or of the model's name, or the id of a call, trace or session"),
  from: instant.optional().describe("Started at or after"),
  to: instant.optional().describe("Started before"),
});

export type CallQuery = z.output<typeof callQuery>;
