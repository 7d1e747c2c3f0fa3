import { createTokenHasher } from "@/lib/auth/token-hasher";
import type { Directory, ProjectConfig } from "@/lib/core/contracts/configuration";
import { AppError } from "@/lib/core/errors";
import { mintToken } from "@/lib/core/ids/token-format";
import { createGateway } from "@/lib/gateway/create-gateway";
import { handleWebRequest } from "@/lib/gateway/web-adapter";
import { policyDefinitions } from "@/lib/policies/registry";
import { providerDefinitions } from "@/lib/providers/registry";
import type { PreparedRerun } from "@/lib/services/calls/prepare-rerun";
import { getDirectory } from "./directory";
import { requireSecret } from "./env";
import { getRecorder } from "./recorder";
import { reportInternalError } from "./report-internal-error";

/** The project as it is now, with what the re-run wants to be other. */
function overrideProject(project: ProjectConfig, { upstreamId, policies }: PreparedRerun): ProjectConfig {
  const upstreams = upstreamId === null ? project.upstreams : project.upstreams.filter(({ id }) => id === upstreamId);
  if (upstreams.length === 0) throw new AppError("invalid_request", "The project has no such upstream.");
  return { ...project, upstreams, policies: policies ?? project.policies };
}

async function drain(response: Response): Promise<void> {
  await response.body?.pipeTo(new WritableStream());
}

/**
 * Sends a recorded request through the gateway's own pipeline once more, as a call of its own with the tag `rerun-of`.
 * A token that only this one gateway knows stands for the old call's, whose text nobody has.
 * @returns the id of the new call; its answer is read in the background, so that long ones can be watched
 * @throws AppError `invalid_request`
 */
export async function runAgain(rerun: PreparedRerun): Promise<{ readonly call_id: string }> {
  const hashToken = createTokenHasher(requireSecret());
  const known = getDirectory();
  if (!known.isReady()) await known.reload();
  const project = known.findProject(rerun.projectId);
  if (project === null) throw new AppError("invalid_request", "The project of this call is gone.");
  const changed = overrideProject(project, rerun);
  const { token, publicId } = mintToken();
  const grant = {
    ...rerun.token,
    projectId: project.id,
    hmac: hashToken(token),
    isActive: true,
    expiresAt: null,
    metadata: { rerun_of: rerun.callId },
  };
  const directory: Directory = {
    findToken: (id) => (id === publicId ? grant : null),
    findProject: (id) => (id === project.id ? changed : null),
    // Counted against the old call's token, as if its client had asked once more.
    spendRequest: (spent) => known.spendRequest(spent),
  };
  const gateway = createGateway({
    directory,
    recorder: getRecorder(),
    providers: providerDefinitions,
    policies: policyDefinitions,
    hashToken,
    onInternalError: reportInternalError,
  });
  const headers = new Headers(rerun.headers.map(([name, value]): [string, string] => [name, value]));
  headers.set("authorization", `Bearer ${token}`);
  headers.append("x-diffract-tag", `rerun-of=${rerun.callId}`);
  const request = new Request(`http://diffract.invalid${rerun.target}`, {
    method: rerun.method,
    headers,
    body: rerun.body,
  });
  const response = await handleWebRequest(gateway, request);
  const callId = response.headers.get("x-diffract-call-id");
  drain(response)
    .finally(() => gateway.close())
    .catch(reportInternalError);
  if (callId === null) throw new AppError("internal_error", "The gateway did not name the new call.");
  return { call_id: callId };
}
