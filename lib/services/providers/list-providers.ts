import { z } from "zod";
import type { Page } from "@/lib/core/contracts/call";
import type { ProviderDefinition, ProviderKind } from "@/lib/core/contracts/provider";

function toProviderKind(definition: ProviderDefinition): ProviderKind {
  const { dialects, defaultBaseUrl, dialectBaseUrls = {}, answer } = definition;
  const addresses = dialects.flatMap((dialect) => {
    const address = dialectBaseUrls[dialect] ?? defaultBaseUrl;
    return address === null ? [] : [[dialect, address] as const];
  });
  return {
    id: definition.id,
    title: definition.title,
    dialects,
    addresses: Object.fromEntries(addresses),
    needs_address: answer === undefined && addresses.length === 0,
    address_example: definition.addressExample ?? null,
    is_built_in: answer !== undefined,
    key_form: definition.keyForm,
    documentation_url: definition.documentationUrl,
    quirks: definition.quirks,
    options_schema: definition.options === undefined ? null : z.toJSONSchema(definition.options, { io: "input" }),
  };
}

/** Every provider of which a project can have an upstream. */
export function listProviders({
  providers,
}: {
  readonly providers: readonly ProviderDefinition[];
}): Page<ProviderKind> {
  return { data: providers.map(toProviderKind), next_cursor: null };
}
