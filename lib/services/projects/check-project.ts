import { findOrigin, parseBoundCredential, type BoundCredential } from "@/lib/core/credentials/bound-credential";
import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "../service-context";
import { checkBaseUrl } from "./check-base-url";
import type { UpstreamInput } from "./project-input";
import type { ProjectUpstream } from "./project-view";

function refuse(message: string): never {
  throw new AppError("invalid_request", message);
}

function findBaseUrl({ providers }: ServiceContext, { dialect, provider, base_url }: UpstreamInput): string | null {
  const definition = providers.find(({ id }) => id === provider);
  if (definition === undefined) refuse(`There is no provider “${provider}”.`);
  if (!definition.dialects.includes(dialect)) refuse(`${definition.title} does not speak the dialect ${dialect}.`);
  if (base_url !== null && base_url.trim() !== "") return checkBaseUrl(base_url.trim());
  if (definition.defaultBaseUrl === null && definition.answer === undefined) {
    refuse(`${definition.title} has no address of its own: give base_url.`);
  }
  return null;
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
  { provider, base_url, credential_id }: ProjectUpstream,
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

/** Upstreams as they are stored. @throws AppError `invalid_request` */
export async function checkUpstreams(
  context: ServiceContext,
  projectId: string,
  given: readonly UpstreamInput[],
): Promise<ProjectUpstream[]> {
  const upstreams = given.map((upstream) => ({ ...upstream, base_url: findBaseUrl(context, upstream) }));
  for (const upstream of upstreams) await checkCredential(context, projectId, upstream);
  return upstreams;
}

/** @throws AppError `invalid_request` when one of them does not exist */
export async function checkPolicyIds({ db }: Pick<ServiceContext, "db">, ids: readonly string[]): Promise<void> {
  const known = await db.policy.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  const missing = ids.filter((id) => !known.some((policy) => policy.id === id));
  if (missing.length > 0) throw new AppError("invalid_request", `There is no policy ${missing.join(", ")}.`);
}
