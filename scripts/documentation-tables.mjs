import { importTypescript } from "./import-typescript.mjs";

const escapeCell = (text) =>
  String(text)
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ");
const toTable = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(escapeCell).join(" | ")} |`).join("\n");

async function buildPolicyTable() {
  const { policyDefinitions } = await importTypescript("lib/policies/registry.ts");
  const rows = policyDefinitions.map(({ id, version, title, description }) => [
    `\`${id}\``,
    version,
    title,
    description,
  ]);
  return toTable(["policy", "version", "title", "what it does"], rows);
}

async function buildProviderTable() {
  const { providerDefinitions } = await importTypescript("lib/providers/registry.ts");
  const rows = providerDefinitions.map(({ id, title, dialects, defaultBaseUrl }) => [
    `\`${id}\``,
    title,
    dialects.join(", "),
    defaultBaseUrl ?? "none: answers inside Diffract",
  ]);
  return toTable(["provider", "title", "dialects", "address"], rows);
}

/** Every table that is derived from code, and the document that shows it. */
export async function buildTables() {
  return [
    { document: "docs/policies.md", name: "policies", table: await buildPolicyTable() },
    { document: "docs/clients.md", name: "providers", table: await buildProviderTable() },
  ];
}

/** Documents that are derived from code as a whole. */
export async function buildDocuments() {
  const { formatEnvironmentDocs } = await importTypescript("lib/config/format-environment-docs.ts");
  return [{ document: "docs/environment.md", text: formatEnvironmentDocs() }];
}
