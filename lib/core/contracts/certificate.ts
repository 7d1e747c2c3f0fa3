/**
 * What became of a call's bytes on the way through the gateway, for each direction: derived from what the recorder counted
 * and hashed of every side, never from what the gateway says about itself alone.
 */

/**
 * `not_passed_on`: nothing was sent on, so there is nothing to compare. `unknown`: it cannot be told, which is not the same as
 * unchanged.
 */
export const certificateVerdicts = [
  "identical",
  "changed_by_policies",
  "changed_by_gateway",
  "not_passed_on",
  "unknown",
] as const;
export type CertificateVerdict = (typeof certificateVerdicts)[number];

export interface CertifiedBody {
  /** Bytes that travelled. */
  readonly bytes: number;
  /** Bytes that were kept, and that the hash is of. */
  readonly hashed_bytes: number;
  readonly sha256: string | null;
}

/** As `HeaderPairs` of a call, which itself has a certificate. */
type Pairs = readonly (readonly [name: string, value: string])[];

export interface HeaderChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Names and values are compared exactly, case included. */
export interface HeaderChanges {
  readonly added: Pairs;
  readonly removed: Pairs;
  /** The same name with another value or in other case; masked values always count as changed. */
  readonly changed: readonly HeaderChange[];
  /** Whether the headers that stayed came in the order in which they were sent. */
  readonly is_order_kept: boolean;
}

export interface DirectionCertificate {
  readonly verdict: CertificateVerdict;
  /** The verdict in plain words. */
  readonly sentence: string;
  /** What the one side sent; `null` when it sent nothing or that is unknown. */
  readonly sent: CertifiedBody | null;
  /** What the other side was handed. */
  readonly received: CertifiedBody | null;
  /** `null` when the headers of one of the sides are not known. */
  readonly headers: HeaderChanges | null;
}

export interface Certificate {
  /** From the client to the provider. */
  readonly request: DirectionCertificate;
  /** From the provider to the client. */
  readonly response: DirectionCertificate;
}
