import type { Dialect } from "@/lib/core/contracts/call";

export const dialectNames: Readonly<Record<Dialect, string>> = { openai: "OpenAI", anthropic: "Anthropic" };
