/** What a provider is: an upstream's dialect and habits. One folder each under `lib/providers`. */
import type { Dialect } from "./call";

export type HeaderList = [name: string, value: string][];

export interface UpstreamRequest {
  readonly method: string;
  /** Path and query below the base URL, exactly as the client spelled them, for example `/v1/messages?beta=true`. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ProviderDefinition {
  readonly id: string;
  readonly title: string;
  readonly dialects: readonly Dialect[];
  /** Used when an upstream names none; `null` for providers without a public address. Without `/v1`. */
  readonly defaultBaseUrl: string | null;
  /** The headers that carry the credential, in the form that this upstream wants. */
  readonly authenticate: (credential: string, dialect: Dialect) => HeaderList;
  /** Set by providers that answer inside the process (demo); the gateway then opens no connection. */
  readonly answer?: (request: UpstreamRequest) => Promise<UpstreamResponse>;
}
