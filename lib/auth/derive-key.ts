import { hkdfSync } from "node:crypto";

/** What a key is for. One key never serves two purposes: the leak of one must not open another. */
export type KeyPurpose = "token-hmac" | "credential-seal" | "session" | "admin-token";

/** 32 bytes for one purpose, HKDF-SHA-256 (RFC 5869) of the root secret. */
export function deriveKey(secret: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "diffract", purpose, 32));
}
