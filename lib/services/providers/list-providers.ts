import { z } from "zod";
import type { Dialect, Page } from "@/lib/core/contracts/call";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";

/** A provider plugin, with what a form needs to set up an upstream of it. */
export interface ProviderKind {
  readonly id: string;
  readonly title: string;
  readonly dialects: readonly Dialect[];
  /** Its own address in each dialect; empty when one must be given, or none is needed. */
  readonly addresses: Readonly<Partial<Record<Dialect, string>>>;
  readonly needs_address: boolean;
  readonly address_example: string | null;
  /** Answers inside Diffract: it takes neither address nor key. */
  readonly is_built_in: boolean;
  readonly key_form: string;
  readonly documentation_url: string | null;
  readonly quirks: readonly string[];
  /** JSON Schema, draft 2020-12; `null` when it has no options. */
  readonly options_schema: unknown;
}

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
