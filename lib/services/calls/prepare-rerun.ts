import { z } from "zod";
import type { HeaderPairs } from "@/lib/core/contracts/call";
import { failureModes, type PolicyBinding } from "@/lib/core/contracts/policy";
import { AppError } from "@/lib/core/errors";
import { isObject, tryParseJson } from "@/lib/core/json/json-access";
import type { Db } from "@/lib/db/create-db";
import { id } from "../input";
import { getCall } from "./get-call";
import { getCallBytes } from "./get-call-bytes";

/** What may be other than it was. What is left out stays as the project has it now. */
export const rerunInput = z.strictObject({
  model: z.string().min(1).max(300).optional(),
  /** One of the project's upstreams. */
  upstream_id: id.optional(),
  /** Configured policies, in order; an empty list for none. */
  policy_ids: z.array(id).max(50).optional(),
});

export type RerunInput = z.infer<typeof rerunInput>;

/** A recorded request, ready to be sent through the gateway again. */
export interface PreparedRerun {
  readonly callId: string;
  readonly projectId: string;
  /** Whoever asks for a re-run answers for it, so a token may have been revoked since; its limit holds all the same. */
  readonly token: { readonly id: string; readonly name: string; readonly maxRequests: number | null };
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderPairs;
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly upstreamId: string | null;
  /** `null`: the project's own. */
  readonly policies: readonly PolicyBinding[] | null;
}

/** Headers of the connection, of the old token, and of the old trace: the new call has its own. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|keep-alive|te|trailer|upgrade|expect|accept-encoding|authorization|x-api-key|cookie|traceparent|tracestate|x-diffract-target)$/i;

async function readBody(db: Db, callId: string, model: string | undefined): Promise<Uint8Array<ArrayBuffer> | null> {
  const { bytes, size } = await getCallBytes(db, callId, "client_request");
  if (bytes.length < size)
    throw new AppError("invalid_request", "Only a part of this request was kept, so it cannot be sent again.");
  if (model === undefined) return bytes;
  const body = tryParseJson(new TextDecoder().decode(bytes));
  if (!isObject(body))
    throw new AppError("invalid_request", "This request has no JSON body, so its model cannot be changed.");
  return new TextEncoder().encode(JSON.stringify({ ...body, model }));
}

async function readPolicies(db: Db, ids: readonly string[] | undefined): Promise<PolicyBinding[] | null> {
  if (ids === undefined) return null;
  const rows = await db.policy.findMany({ where: { id: { in: [...ids] } } });
  return ids.map((policyId) => {
    const row = rows.find((one) => one.id === policyId);
    if (row === undefined) throw new AppError("invalid_request", "One of these policies does not exist.");
    const { id: rowId, policy, name, version, config, onFailure } = row;
    return {
      id: rowId,
      policy,
      name,
      version,
      config,
      onFailure: failureModes.find((known) => known === onFailure) ?? "closed",
    };
  });
}

/**
 * Reads what a client sent, to be sent again with something changed.
 * @throws AppError `not_found`, `invalid_request` when it was not kept whole
 */
export async function prepareRerun(db: Db, callId: string, input: RerunInput): Promise<PreparedRerun> {
  const call = await getCall(db, callId);
  if (call.project === null || call.token === null) {
    throw new AppError("invalid_request", "This call was never admitted to a project, so it cannot be sent again.");
  }
  const token = await db.token.findUnique({ where: { id: call.token.id }, select: { maxRequests: true } });
  const isSent = call.bodies.some(({ side, size }) => side === "client_request" && size > 0);
  return {
    callId: call.id,
    projectId: call.project.id,
    token: { ...call.token, maxRequests: token?.maxRequests ?? null },
    method: call.method,
    target: call.path,
    headers: call.headers.client_request.filter(([name]) => !ownHeaders.test(name)),
    body: isSent ? await readBody(db, call.id, input.model) : null,
    upstreamId: input.upstream_id ?? null,
    policies: await readPolicies(db, input.policy_ids),
  };
}
