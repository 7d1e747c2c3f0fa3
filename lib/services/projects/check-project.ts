import { z } from "zod";
import type { StoredUpstream } from "@/lib/core/contracts/project";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { findOrigin, parseBoundCredential, type BoundCredential } from "@/lib/core/credentials/bound-credential";
import { AppError } from "@/lib/core/errors";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import type { ServiceContext } from "../service-context";
import { checkBaseUrl } from "./check-base-url";
import type { UpstreamInput } from "./project-input";

function refuse(message: string): never {
  throw new AppError("invalid_request", message);
}

function findProvider({ providers }: ServiceContext, { dialect, provider }: UpstreamInput): ProviderDefinition {
  const definition = providers.find(({ id }) => id === provider);
  if (definition === undefined) refuse(`There is no provider “${provider}”.`);
  if (!definition.dialects.includes(dialect)) refuse(`${definition.title} does not speak the dialect ${dialect}.`);
  return definition;
}

function findBaseUrl(
  { isOwnAddress }: ServiceContext,
  definition: ProviderDefinition,
  { base_url }: UpstreamInput,
): string | null {
  if (base_url !== null && base_url.trim() !== "") {
    const checked = checkBaseUrl(base_url.trim());
    if (isOwnAddress(checked)) refuse("This is Diffract's own address: calls would come back for ever.");
    return checked;
  }
  if (definition.defaultBaseUrl === null && definition.answer === undefined) {
    refuse(`${definition.title} has no address of its own: give base_url.`);
  }
  return null;
}

/** Options as given, not with their defaults: a default may change with a later version. */
function checkOptions(
  { options: schema, title }: ProviderDefinition,
  { options }: UpstreamInput,
): UpstreamInput["options"] {
  const parsed = (schema ?? z.strictObject({})).safeParse(options);
  if (parsed.success) return options;
  const [issue] = parsed.error.issues;
  const at = ["options", ...(issue?.path ?? [])].map(String).join(".");
  return refuse(`${title} does not take these options: ${at}: ${issue?.message ?? "not valid"}.`);
}

function describeOrigin({ origin }: BoundCredential): string {
  return origin ?? "the provider's own address";
}

function readBound(open: ServiceContext["openSecret"], row: { sealed: Uint8Array; id: string; name: string }) {
  try {
    return parseBoundCredential(open(row.sealed, row.id));
  } catch {
    return refuse(`The credential “${row.name}” cannot be opened here any more. Store its key again.`);
  }
}

/** A key may only go where it was made for. */
async function checkCredential(
  { db, openSecret }: ServiceContext,
  projectId: string,
  { provider, base_url, credential_id }: Omit<StoredUpstream, "id">,
): Promise<void> {
  if (credential_id === null) return;
  const row = await db.credential.findFirst({ where: { id: credential_id, projectId } });
  if (row === null) refuse("There is no such credential in this project.");
  if (row.provider !== provider) refuse(`The credential “${row.name}” is for ${row.provider}, not for ${provider}.`);
  const bound = readBound(openSecret, row);
  if (bound.origin === findOrigin(base_url)) return;
  refuse(
    `The credential “${row.name}” was stored for ${describeOrigin(bound)} and is not sent elsewhere. Store the key again for the new address.`,
  );
}

/** Two upstreams that differ in nothing but their ids. */
function isSame(left: Omit<StoredUpstream, "id">, right: Omit<StoredUpstream, "id">): boolean {
  const fields = ["dialect", "provider", "base_url", "credential_id", "models", "options"] as const;
  return fields.every((field) => JSON.stringify(left[field]) === JSON.stringify(right[field]));
}

/** Keeps the id of an upstream that is there already, by its id or by what it is; others get new ones. */
function assignIds(
  checked: readonly { readonly id: string | undefined; readonly upstream: Omit<StoredUpstream, "id"> }[],
  stored: readonly StoredUpstream[],
  createId: () => string,
): StoredUpstream[] {
  const free = new Map(stored.map((upstream) => [upstream.id, upstream]));
  for (const { id } of checked) {
    if (id !== undefined && !free.delete(id))
      refuse(`There is no upstream ${id} in this project, or it is given twice.`);
  }
  return checked.map(({ id, upstream }) => {
    if (id !== undefined) return { id, ...upstream };
    const same = [...free.values()].find((candidate) => isSame(candidate, upstream));
    if (same !== undefined) free.delete(same.id);
    return { id: same?.id ?? createId(), ...upstream };
  });
}

export interface CheckUpstreamsInput {
  readonly projectId: string;
  readonly given: readonly UpstreamInput[];
  /** What the project has now. */
  readonly stored: readonly StoredUpstream[];
}

/** Upstreams as they are stored. @throws AppError `invalid_request` */
export async function checkUpstreams(
  context: ServiceContext,
  { projectId, given, stored }: CheckUpstreamsInput,
): Promise<StoredUpstream[]> {
  const checked = given.map(({ id, ...input }) => {
    const definition = findProvider(context, input);
    const { dialect, provider, credential_id, models, ask_usage } = input;
    const base_url = findBaseUrl(context, definition, input);
    const options = checkOptions(definition, input);
    return { id, upstream: { dialect, provider, base_url, credential_id, models, options, ask_usage } };
  });
  for (const { upstream } of checked) await checkCredential(context, projectId, upstream);
  return assignIds(checked, stored, () => createUuidV7(context.now()));
}

/** As a column takes them. */
export function toStoredJson(entries: readonly object[]): object[] {
  return entries.map((entry) => ({ ...entry }));
}

/** @throws AppError `invalid_request` when one of them does not exist */
export async function checkPolicyIds({ db }: Pick<ServiceContext, "db">, ids: readonly string[]): Promise<void> {
  const known = await db.policy.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  const missing = ids.filter((id) => !known.some((policy) => policy.id === id));
  if (missing.length > 0) throw new AppError("invalid_request", `There is no policy ${missing.join(", ")}.`);
}
