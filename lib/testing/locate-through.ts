import type { Dialect } from "@/lib/core/contracts/call";
import type { ProviderDefinition, UpstreamOptions } from "@/lib/core/contracts/provider";
import { CallAbort } from "@/lib/gateway/call-abort";
import type { UpstreamClientRequest } from "@/lib/gateway/gateway-types";
import { createTestGateway } from "./create-test-gateway";
import { buildTenant, buildUpstream } from "./fixed-directory";

export interface LocateQuestion {
  readonly dialect: Dialect;
  /** Path and query as a client writes them. */
  readonly target: string;
  readonly model?: string;
  readonly baseUrl?: string | null;
  readonly credential?: string;
  readonly options?: UpstreamOptions;
  /** Sent along, as a client would. */
  readonly headers?: readonly string[];
}

/** What a whole gateway sends to an upstream of this provider; `null` when it opens no connection. */
export async function locateThrough(
  provider: ProviderDefinition,
  question: LocateQuestion,
): Promise<UpstreamClientRequest | null> {
  const { dialect, target, model = "gpt-4o", baseUrl = null, credential = null, options = {}, headers = [] } = question;
  const upstream = buildUpstream({ dialect, provider: provider.id, baseUrl, credential, options });
  const tenant = buildTenant({ upstreams: [upstream] });
  const sent: UpstreamClientRequest[] = [];
  const gateway = createTestGateway([tenant], {
    providers: [provider],
    policies: [],
    upstream: {
      send(request) {
        sent.push(request);
        return Promise.resolve({
          status: 200,
          headers: ["content-length", "0"],
          body: { flow: () => Promise.resolve() },
        });
      },
      close: () => Promise.resolve(),
    },
  });
  const body = Buffer.from(JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }], max_tokens: 5 }));
  const answer = await gateway.handle({
    method: "POST",
    target,
    headers: [
      ...["authorization", `Bearer ${tenant.token}`, "x-api-key", "sk-of-the-client", "api-key", "sk-of-the-client"],
      ...["content-type", "application/json", ...(dialect === "anthropic" ? ["anthropic-version", "2023-06-01"] : [])],
      ...headers,
    ],
    body: { read: () => Promise.resolve(body) },
    abort: new CallAbort(),
  });
  await gateway.close();
  const [request] = sent;
  if (request === undefined && provider.answer === undefined) {
    throw new Error(answer.body instanceof Uint8Array ? Buffer.from(answer.body).toString() : String(answer.status));
  }
  return request ?? null;
}
