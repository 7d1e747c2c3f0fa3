import type { NamedRef } from "./call";

/** A token as the management API shows it. The secret is never among it. */
export interface TokenView {
  readonly id: string;
  readonly project_id: string;
  readonly project: NamedRef;
  readonly name: string;
  /** The 12 id characters. */
  readonly public_id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** `null`: any number. */
  readonly max_requests: number | null;
  /** Requests counted against the limit; `null` when there is none, because then nobody counts. */
  readonly request_count: number | null;
}
