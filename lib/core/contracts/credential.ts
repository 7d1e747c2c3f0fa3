import type { Dialect, NamedRef } from "./call";

/** A provider's key as the management API shows it: never the key itself. */
export interface CredentialView {
  readonly id: string;
  readonly project_id: string;
  readonly provider: string;
  readonly name: string;
  /** Last four characters. */
  readonly hint: string;
  /** The only origin to which the key is sent; `null` for the provider's own address. */
  readonly origin: string | null;
  /** False when it was sealed under another root secret: the key must be stored again. */
  readonly is_readable: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A provider's key with the project that it belongs to and the upstreams that send it. */
export interface CredentialWithUses extends CredentialView {
  readonly project: NamedRef;
  readonly uses: readonly { readonly upstream_id: string; readonly dialect: Dialect; readonly provider: string }[];
}
