import { z } from "zod";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a header's value may be (RFC 9110 §5.5): nothing that could end its line, before or after decoding. */
const fieldValue = /^[\t -~\u0080-\u00ff]*$/;
/** Set by whoever sends; a second one of these changes where a request ends or whom it reaches. */
const reserved = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

type Headers = Record<string, string>;

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return null;
  }
}

/** Why one `key=value` cannot be a header; its value is never quoted, for it may be a secret. */
function findFault(name: string, value: string | null): string | null {
  if (!token.test(name)) return "a header's name has characters that are not allowed";
  if (reserved.has(name)) return `the header ${name} may not be set`;
  if (value === null) return `the value of ${name} is not properly percent-encoded`;
  return fieldValue.test(value) ? null : `the value of ${name} has line breaks or control characters`;
}

/** `key=value,…`, values percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS has them. */
export const otlpHeaders = z
  .string()
  .transform((text, context): Headers => {
    const headers: Headers = {};
    for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
      const at = part.indexOf("=");
      const name = (decode(at < 0 ? part : part.slice(0, at)) ?? "").toLowerCase();
      const value = at < 0 ? null : decode(part.slice(at + 1));
      const fault = at < 0 ? "headers are written key=value,key=value" : findFault(name, value);
      if (fault === null) headers[name] = value ?? "";
      else context.addIssue({ code: "custom", message: fault });
    }
    return headers;
  })
  .optional();

/** `key=value,…` of OTEL_RESOURCE_ATTRIBUTES. */
export const resourceAttributes = z
  .string()
  .transform((text, context): Headers => {
    const attributes: Headers = {};
    for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
      const at = part.indexOf("=");
      const [name, value] = [decode(part.slice(0, Math.max(at, 0))), decode(part.slice(at + 1))];
      if (at < 1 || name === null || value === null)
        context.addIssue({ code: "custom", message: "attributes are written key=value,key=value, percent-encoded" });
      else attributes[name] = value;
    }
    return attributes;
  })
  .optional();
