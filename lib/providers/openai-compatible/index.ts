import { z } from "zod";
import type { HeaderList, ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer } from "@/lib/core/credentials/authenticate-bearer";

const options = z.strictObject({
  auth: z.enum(["bearer", "api-key", "x-api-key"]).default("bearer").describe("The header in which the key travels."),
  version_path: z
    .string()
    .max(100)
    .regex(/^(?:\/[A-Za-z0-9._-]*[A-Za-z0-9_-])*$/, "empty, or like /v1")
    .optional()
    .describe("What stands between the address and an endpoint, where it is not /v1. Empty for nothing."),
});

function authenticate(credential: string, auth: z.output<typeof options>["auth"]): HeaderList {
  return auth === "bearer" ? authenticateBearer(credential) : [[auth, credential]];
}

/** Whatever serves OpenAI's dialect and has no folder of its own. */
export const openaiCompatibleProvider: ProviderDefinition = {
  id: "openai-compatible",
  title: "OpenAI-compatible",
  dialects: ["openai"],
  defaultBaseUrl: null,
  addressExample: "https://llm.example.com/v1",
  keyForm: "Authorization: Bearer, api-key or x-api-key",
  documentationUrl: null,
  quirks: [
    "The address is taken with or without `/v1`; one that ends in a version of its own, such as `/api/paas/v4`, is taken as it is.",
    "`version_path` says what stands between the address and an endpoint where neither is right.",
  ],
  options,
  versionPath: (given) => options.parse(given).version_path,
  authenticate: (credential, _dialect, given) => authenticate(credential, options.parse(given).auth),
};
