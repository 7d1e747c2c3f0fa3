import type { Dialect } from "@/lib/core/contracts/call";

export interface ProviderEnvironment {
  readonly OPENAI_API_KEY?: string | undefined;
  readonly OPENAI_BASE_URL?: string | undefined;
  readonly ANTHROPIC_API_KEY?: string | undefined;
  readonly ANTHROPIC_BASE_URL?: string | undefined;
}

/** An upstream that the environment asks for. */
export interface ProviderSetting {
  readonly dialect: Dialect;
  readonly key: string | null;
  readonly baseUrl: string | null;
}

/** What the environment says of providers; empty means: use the demo. */
export function readProviderSettings(env: ProviderEnvironment): ProviderSetting[] {
  const all: ProviderSetting[] = [
    { dialect: "openai", key: env.OPENAI_API_KEY ?? null, baseUrl: env.OPENAI_BASE_URL ?? null },
    { dialect: "anthropic", key: env.ANTHROPIC_API_KEY ?? null, baseUrl: env.ANTHROPIC_BASE_URL ?? null },
  ];
  return all.filter(({ key, baseUrl }) => key !== null || baseUrl !== null);
}
