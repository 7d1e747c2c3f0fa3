import { createHmac } from "node:crypto";
import { deriveKey } from "./derive-key";

/** Hashes token texts for storage and comparison: HMAC-SHA-256 under a key that never leaves this installation. */
export function createTokenHasher(secret: string): (token: string) => Buffer {
  const key = deriveKey(secret, "token-hmac");
  return (token) => createHmac("sha256", key).update(token).digest();
}
