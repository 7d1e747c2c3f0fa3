import type { Dialect, NamedRef } from "@/lib/core/contracts/call";
import type { CustomPrice } from "@/lib/core/contracts/pricing";

/** An upstream as the management API has it. */
export interface UpstreamRow {
  /** Missing while it is new. */
  readonly id?: string;
  readonly dialect: Dialect;
  readonly provider: string;
  readonly base_url: string | null;
  readonly credential_id: string | null;
  readonly models: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly upstreams: readonly UpstreamRow[];
  readonly policies: readonly NamedRef[];
  readonly prices: readonly CustomPrice[];
  readonly prices_version: number;
  readonly forward_trace_context: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface CredentialRow {
  readonly id: string;
  readonly project_id: string;
  readonly provider: string;
  readonly name: string;
  readonly hint: string;
  readonly origin: string | null;
  readonly is_readable: boolean;
  readonly updated_at: string;
}

/** A provider as `GET /api/v1/providers` describes it. */
export interface ProviderKind {
  readonly id: string;
  readonly title: string;
  readonly dialects: readonly Dialect[];
  readonly addresses: Readonly<Partial<Record<Dialect, string>>>;
  readonly needs_address: boolean;
  readonly address_example: string | null;
  readonly is_built_in: boolean;
  readonly key_form: string;
  readonly documentation_url: string | null;
  readonly quirks: readonly string[];
  readonly options_schema: unknown;
}

export const dialectNames: Readonly<Record<Dialect, string>> = { openai: "OpenAI", anthropic: "Anthropic" };
