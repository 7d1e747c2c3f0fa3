import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";

type Context = z.core.$RefinementCtx;

const certificates = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function fail(context: Context, message: string): null {
  context.addIssue({ code: "custom", message });
  return null;
}

function readText(path: string, context: Context): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return fail(context, `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
}

function checkCertificates(text: string, context: Context): string | null {
  const found = text.match(certificates) ?? [];
  if (found.length === 0) return fail(context, "the file holds no certificate in PEM form");
  try {
    for (const one of found) new X509Certificate(one);
    return found.join("\n");
  } catch {
    return fail(context, "a certificate in the file is damaged");
  }
}

function checkKey(text: string, context: Context): string | null {
  try {
    createPrivateKey(text);
    return text;
  } catch {
    return fail(context, "the file holds no private key in PEM form that can be used without a password");
  }
}

/** A path of a PEM file, turned into what it holds: files are read once, at start. */
function pemFile(check: (text: string, context: Context) => string | null) {
  return z
    .string()
    .transform((path, context): string | null => {
      const text = readText(path, context);
      return text === null ? null : check(text, context);
    })
    .optional();
}

/** One or more certificates. */
export const certificateFile = pemFile(checkCertificates);

/** A private key without a password. */
export const privateKeyFile = pemFile(checkKey);

/** Whether a key is that of the first of these certificates. */
export function isKeyOf(certificatePem: string, keyPem: string): boolean {
  return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem));
}
