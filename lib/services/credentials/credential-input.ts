import { z } from "zod";

/** Printable ASCII without spaces: what a header can carry and a key can be. */
export const secretText = z
  .string()
  .trim()
  .min(8, "at least 8 characters are needed")
  .max(4_096, "at most 4096 characters")
  .regex(/^[!-~]+$/, "a key has no spaces or special characters");

export const baseUrl = z.string().max(500).nullable();

/** Short keys show nothing of themselves. */
export function hintAt(secret: string): string {
  return secret.length >= 16 ? secret.slice(-4) : "";
}
