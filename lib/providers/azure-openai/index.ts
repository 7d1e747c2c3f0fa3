import { z } from "zod";
import type { EndpointRequest, ProviderDefinition } from "@/lib/core/contracts/provider";
import { AppError } from "@/lib/core/errors";
import { authenticateBearer } from "@/lib/core/credentials/authenticate-bearer";

const deploymentName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;

const options = z.strictObject({
  surface: z
    .enum(["v1", "deployments"])
    .default("v1")
    .describe("v1: …/openai/v1, one address for all models. deployments: …/openai/deployments/{deployment}."),
  api_version: z
    .string()
    .regex(/^[0-9A-Za-z.-]{1,40}$/, "like 2024-10-21 or preview")
    .optional()
    .describe(
      "Sent as api-version where the client sends none. The surface deployments needs one (default 2024-10-21).",
    ),
  deployments: z
    .record(z.string().max(200), z.string().regex(deploymentName, "not a deployment's name"))
    .default({})
    .describe(
      "Deployment by model name, for the surface deployments. A model that is not named is its own deployment.",
    ),
});

const usualApiVersion = "2024-10-21";

/** What each deployment has of its own; everything else belongs to the resource. */
const deploymentEndpoints = /^\/(?:chat\/completions|completions|embeddings|audio\/[a-z]+|images\/[a-z]+)$/;

function addApiVersion(query: string, version: string | undefined): string {
  if (version === undefined || /[?&]api-version=/.test(query)) return query;
  return `${query === "" ? "?" : `${query}&`}api-version=${version}`;
}

function findDeployment(model: string | null, deployments: Readonly<Record<string, string>>): string {
  if (model === null) throw new AppError("invalid_request", "Azure needs a model: it is part of the address.");
  const deployment = Object.hasOwn(deployments, model) ? deployments[model] : model;
  if (deployment !== undefined && deploymentName.test(deployment)) return deployment;
  throw new AppError("invalid_request", "The model's name cannot be that of an Azure deployment.");
}

function locate({ path, query, model }: EndpointRequest, given: z.output<typeof options>): string {
  const { surface, api_version, deployments } = given;
  if (surface === "v1") return `/v1${path}${addApiVersion(query, api_version)}`;
  const versioned = addApiVersion(query, api_version ?? usualApiVersion);
  if (!deploymentEndpoints.test(path)) return path + versioned;
  return `/deployments/${findDeployment(model, deployments)}${path}${versioned}`;
}

/** Entra tokens are JWTs, which keys never are. */
const entraToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

export const azureOpenaiProvider: ProviderDefinition = {
  id: "azure-openai",
  title: "Azure OpenAI",
  dialects: ["openai"],
  defaultBaseUrl: null,
  addressExample: "https://my-resource.openai.azure.com",
  basePath: "/openai",
  keyForm: "api-key; Authorization: Bearer for Entra tokens",
  documentationUrl: "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
  quirks: [
    "The address is the resource's; `/openai/v1` or `/openai/deployments/…` is put behind it.",
    "The first chunk of a stream has no choices but `prompt_filter_results`.",
    "A blocked prompt is a 400 with `innererror.content_filter_result`.",
    "An Entra token as credential is sent as bearer; it is not renewed here.",
  ],
  options,
  authenticate: (credential) =>
    entraToken.test(credential) ? authenticateBearer(credential) : [["api-key", credential]],
  locate: (request, given) => locate(request, options.parse(given)),
};
