import { z } from "zod";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer } from "@/lib/core/credentials/authenticate-bearer";

const options = z.strictObject({
  auth: z
    .enum(["x-api-key", "bearer"])
    .default("x-api-key")
    .describe("How the key travels. Anthropic itself takes x-api-key; some compatible services only bearer."),
});

/** Anthropic, and with a base URL whatever speaks its Messages API. */
export const anthropicProvider: ProviderDefinition = {
  id: "anthropic",
  title: "Anthropic",
  dialects: ["anthropic"],
  defaultBaseUrl: "https://api.anthropic.com",
  keyForm: "x-api-key",
  documentationUrl: "https://platform.claude.com/docs/en/api/overview",
  quirks: [
    "With a base URL it is any service that speaks the Messages API.",
    "`anthropic-version` and `anthropic-beta` are the client's own and are forwarded as they are.",
  ],
  options,
  authenticate: (credential, _dialect, given) =>
    options.parse(given).auth === "bearer" ? authenticateBearer(credential) : [["x-api-key", credential]],
};
