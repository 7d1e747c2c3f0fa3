import { z } from "zod";
import type { Page } from "@/lib/core/contracts/call";
import type { PolicyExample } from "@/lib/core/contracts/policy";
import type { ServiceContext } from "../service-context";

/** A policy plugin, with what a form needs to configure it. */
export interface PolicyCatalogueEntry {
  /** Plugin id. */
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly examples: readonly PolicyExample[];
  /** JSON Schema, draft 2020-12. */
  readonly config_schema: unknown;
}

/** Every policy that can be configured. */
export function listPolicyCatalogue({ policies }: Pick<ServiceContext, "policies">): Page<PolicyCatalogueEntry> {
  const data = policies.map(({ id, version, title, description, examples, config }) => {
    const schema = z.toJSONSchema(config, { io: "input", unrepresentable: "any" });
    return { id, version, title, description, examples, config_schema: schema };
  });
  return { data, next_cursor: null };
}
