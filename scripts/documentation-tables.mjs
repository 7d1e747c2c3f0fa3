import { format } from "prettier";
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
  const rows = providerDefinitions.map(({ id, title, dialects, defaultBaseUrl, answer }) => [
    `\`${id}\``,
    title,
    dialects.join(", "),
    defaultBaseUrl ?? (answer === undefined ? "must be given" : "none: answers inside Diffract"),
  ]);
  return toTable(["provider", "title", "dialects", "address"], rows);
}

/** @param side `gateway` or `api`: where the errors can be met */
async function buildErrorTable(side) {
  const { errorKinds } = await importTypescript("lib/core/errors.ts");
  const rows = Object.entries(errorKinds)
    .filter(([, kind]) => kind.side === side || kind.side === "both")
    .map(([code, { status, meaning, advice, canRetry }]) => [
      `\`${code}\``,
      status,
      meaning,
      advice,
      canRetry ? "yes" : "no",
    ]);
  return toTable(["code", "status", "meaning", "what to do", "retry"], rows);
}

async function buildHeaderTable() {
  const { headerDifferences } = await importTypescript("lib/gateway/forward-headers.ts");
  const { keptFromUpstream, prefixesKeptFromUpstream, keptFromClient, addedForClient } = headerDifferences;
  const list = (names) => names.map((name) => `\`${name}\``).join(", ");
  const rows = [
    ["kept from upstream", list([...keptFromUpstream, ...prefixesKeptFromUpstream.map((prefix) => `${prefix}*`)])],
    [
      "set for upstream",
      `${list(["host", "content-length"])}, \`accept-encoding: identity\`, the upstream's own credential`,
    ],
    ["kept from the client", list(keptFromClient)],
    ["added for the client", list(addedForClient)],
  ];
  return toTable(["", "headers"], rows);
}

async function buildPriceTable() {
  const { priceFields } = await importTypescript("lib/core/pricing/price-fields.ts");
  const rows = priceFields.map(({ field, title, per, otherwise }) => [`\`${field}\``, title, per, otherwise]);
  return toTable(["field", "for", "per", "when absent"], rows);
}

/** Every table that is derived from code, and the document that shows it. */
export async function buildTables() {
  return [
    { document: "docs/policies.md", name: "policies", table: await buildPolicyTable() },
    { document: "docs/clients.md", name: "providers", table: await buildProviderTable() },
    { document: "docs/clients.md", name: "headers", table: await buildHeaderTable() },
    { document: "docs/cost.md", name: "price-fields", table: await buildPriceTable() },
    { document: "docs/errors.md", name: "call-errors", table: await buildErrorTable("gateway") },
    { document: "docs/errors.md", name: "api-errors", table: await buildErrorTable("api") },
  ];
}

/** Documents that are derived from code as a whole. */
export async function buildDocuments() {
  const { formatEnvironmentDocs } = await importTypescript("lib/config/format-environment-docs.ts");
  const { formatProviderDocs } = await importTypescript("lib/providers/format-provider-docs.ts");
  const { providerDefinitions } = await importTypescript("lib/providers/registry.ts");
  const providers = await format(formatProviderDocs(providerDefinitions), { parser: "markdown", printWidth: 120 });
  return [
    { document: "docs/environment.md", text: formatEnvironmentDocs() },
    { document: "docs/providers.md", text: providers },
  ];
}
