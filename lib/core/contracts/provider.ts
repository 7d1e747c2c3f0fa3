/** What a provider is: an upstream's dialect and habits. One folder each under `lib/providers`. */
import type { z } from "zod";
import type { Dialect } from "./call";

export type HeaderList = [name: string, value: string][];

/** What a project says about one upstream beyond its address, already checked against the provider's `options`. */
export type UpstreamOptions = Readonly<Record<string, unknown>>;

export interface UpstreamRequest {
  readonly method: string;
  /** Path and query below the base URL, exactly as the client spelled them, for example `/v1/messages?beta=true`. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
  /** Id of the project that calls; who answers in the process keeps what it remembers apart by it. */
  readonly project?: string | undefined;
  readonly signal: AbortSignal;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AsyncIterable<Uint8Array>;
}

/** An endpoint as the client asked for it. */
export interface EndpointRequest {
  readonly dialect: Dialect;
  /** Below `/v1`, for example `/chat/completions`. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly model: string | null;
}

export interface ProviderDefinition {
  readonly id: string;
  readonly title: string;
  readonly dialects: readonly Dialect[];
  /** Used when an upstream names none; `null` for providers without a public address. Without `versionPath`. */
  readonly defaultBaseUrl: string | null;
  /** Dialects that are served at another address than `defaultBaseUrl`. */
  readonly dialectBaseUrls?: Readonly<Partial<Record<Dialect, string>>>;
  /** What an address looks like, where one must be given. */
  readonly addressExample?: string;
  /** Part of every address, put behind those that lack it. */
  readonly basePath?: string;
  /** What upstream has where clients write `/v1`; `/v1` where not said. */
  readonly versionPath?: string | ((options: UpstreamOptions) => string | undefined);
  /** How the key travels, for people, for example `Authorization: Bearer`. */
  readonly keyForm: string;
  /** `null` where there is nothing to read. */
  readonly documentationUrl: string | null;
  /** What somebody who uses it must know, a sentence each. */
  readonly quirks: readonly string[];
  /** What a project may say about an upstream of this provider; nothing when absent. */
  readonly options?: z.ZodObject;
  /** The headers that carry the credential, in the form that this upstream wants. */
  readonly authenticate: (credential: string, dialect: Dialect, options: UpstreamOptions) => HeaderList;
  /**
   * Path and query below the address, for providers that do not have every endpoint at `versionPath`.
   * @throws AppError `invalid_request` when the request lacks what its address is made of
   */
  readonly locate?: (request: EndpointRequest, options: UpstreamOptions) => string;
  /** Streams from `defaultBaseUrl` may be asked for their usage: it understands `stream_options.include_usage`. */
  readonly asksUsage?: boolean;
  /** Set by providers that answer inside the process (demo); the gateway then opens no connection. */
  readonly answer?: (request: UpstreamRequest) => Promise<UpstreamResponse>;
}

/** A provider plugin, with what a form needs to set up an upstream of it. */
export interface ProviderKind {
  readonly id: string;
  readonly title: string;
  readonly dialects: readonly Dialect[];
  /** Its own address in each dialect; empty when one must be given, or none is needed. */
  readonly addresses: Readonly<Partial<Record<Dialect, string>>>;
  readonly needs_address: boolean;
  readonly address_example: string | null;
  /** Answers inside Diffract: it takes neither address nor key. */
  readonly is_built_in: boolean;
  readonly key_form: string;
  readonly documentation_url: string | null;
  readonly quirks: readonly string[];
  /** JSON Schema, draft 2020-12; `null` when it has no options. */
  readonly options_schema: unknown;
}
