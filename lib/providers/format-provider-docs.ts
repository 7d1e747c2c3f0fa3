import { z } from "zod";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";

const escapeCell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
const toRow = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;

/** What stands in front of an endpoint's path, as people write it. */
function describeAddress({ defaultBaseUrl, dialectBaseUrls = {}, addressExample, answer }: ProviderDefinition): string {
  if (answer !== undefined) return "none: answers inside Diffract";
  if (defaultBaseUrl === null) return `must be given, like \`${addressExample ?? ""}\``;
  const others = Object.entries(dialectBaseUrls).map(([dialect, address]) => `; ${dialect}: \`${address}\``);
  return `\`${defaultBaseUrl}\`${others.join("")}`;
}

interface OptionSchema {
  readonly description?: string;
  readonly default?: unknown;
}

function listOptions({ options }: ProviderDefinition): string[] {
  if (options === undefined) return [];
  const { properties = {} } = z.toJSONSchema(options, { io: "input" });
  return Object.entries(properties as Record<string, OptionSchema>).map(
    ([name, { description = "", default: usual }]) => {
      const isSaid = typeof usual === "string" && usual !== "";
      return `- option \`${name}\`${isSaid ? ` (default \`${usual}\`)` : ""}: ${description}`;
    },
  );
}

function formatProvider(provider: ProviderDefinition): string {
  const { id, title, quirks, documentationUrl } = provider;
  const lines = [...quirks.map((quirk) => `- ${quirk}`), ...listOptions(provider)];
  if (documentationUrl !== null) lines.push(`- Its own documentation: <${documentationUrl}>`);
  return [`### ${title} (\`${id}\`)`, "", ...lines, ""].join("\n");
}

/** `docs/providers.md` as a whole. */
export function formatProviderDocs(providers: readonly ProviderDefinition[]): string {
  const rows = providers.map((provider) => [
    `\`${provider.id}\``,
    provider.title,
    provider.dialects.join(", "),
    describeAddress(provider),
    provider.keyForm,
  ]);
  return `# Providers

Written by \`npm run docs\` from the definitions in \`lib/providers\`; change those, not this.

A project has any number of upstreams, in order. A call goes to the first one of its dialect whose model patterns
(\`gpt-*\`, \`*-mini\`; none for any model) fit the model that was asked for; calls that name no model (lists, files) go to the
first that takes any. Set them up on \`/admin/projects\` or with \`PATCH /api/v1/projects/{id}\`:

\`\`\`json
{
  "upstreams": [
    { "dialect": "openai", "provider": "groq", "models": ["llama-*", "qwen*"], "credential_id": "…" },
    { "dialect": "openai", "provider": "openai", "credential_id": "…" },
    { "dialect": "anthropic", "provider": "anthropic", "models": ["claude-*"], "credential_id": "…" }
  ]
}
\`\`\`

An address is taken with or without \`/v1\`. Whatever key a client sends, only the upstream's own leaves, in the form below. A
key is stored for one address and is not sent to another.

${toRow(["provider", "title", "dialects", "address", "key"])}
${toRow(["---", "---", "---", "---", "---"])}
${rows.map(toRow).join("\n")}

## What is special about each

${providers.map(formatProvider).join("\n")}`;
}
