import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "./derive-key";

export type CheckAdminToken = (given: string) => boolean;

/** Compares with the management API's token in constant time, whatever is given. Nothing fits when there is none. */
export function createAdminTokenCheck(secret: string, adminToken: string | undefined): CheckAdminToken {
  const key = deriveKey(secret, "admin-token");
  const digest = (text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const expected = adminToken === undefined ? null : digest(adminToken);
  return (given) => expected !== null && timingSafeEqual(digest(given), expected);
}
