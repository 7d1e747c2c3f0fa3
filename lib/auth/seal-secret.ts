import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveKey } from "./derive-key";

const nonceBytes = 12;
const tagBytes = 16;

export interface SecretSealer {
  /** @param rowId bound to the result as associated data, so that sealed values cannot be moved between rows */
  readonly seal: (text: string, rowId: string) => Uint8Array<ArrayBuffer>;
  /** @throws Error when the value was not sealed with this key for this row */
  readonly open: (sealed: Uint8Array, rowId: string) => string;
}

/** Seals provider keys at rest: AES-256-GCM, stored as nonce, ciphertext, tag. */
export function createSecretSealer(secret: string): SecretSealer {
  const key = deriveKey(secret, "credential-seal");
  return {
    seal(text, rowId) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(rowId));
      return new Uint8Array(Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]));
    },
    open(sealed, rowId) {
      const nonce = sealed.subarray(0, nonceBytes);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(rowId)).setAuthTag(sealed.subarray(sealed.length - tagBytes));
      const text = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    },
  };
}
