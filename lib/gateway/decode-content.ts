import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { AppError } from "@/lib/core/errors";
import type { HeaderIndex } from "./raw-headers";

const decoders = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate) };

function findDecoder(encoding: string) {
  return Object.hasOwn(decoders, encoding) ? decoders[encoding as keyof typeof decoders] : null;
}

/** The content-encoding of a body, `null` for none. */
export function readEncoding(headers: HeaderIndex): string | null {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  return encoding === "" || encoding === "identity" ? null : encoding;
}

/** Whether `decodeContent` can read it. Never `br`: Node 20 decodes it with a hole; nor `zstd`, which it does not have. */
export function isDecodable(encoding: string): boolean {
  return findDecoder(encoding) !== null;
}

/**
 * What a client encoded, off the main thread, up to a size: a few bytes can stand for gigabytes.
 * @throws AppError `unsupported_encoding`, `body_too_large`, `invalid_request` when the data is damaged
 */
export async function decodeContent(bytes: Uint8Array, encoding: string, limitBytes: number): Promise<Uint8Array> {
  const decode = findDecoder(encoding);
  if (decode === null) {
    throw new AppError(
      "unsupported_encoding",
      `Send the body as it is or with gzip: this project's policies must read it, and “${encoding}” is not decoded here.`,
    );
  }
  try {
    return await decode(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      const limit = `${String(Math.floor(limitBytes / (1024 * 1024)))} MB`;
      throw new AppError("body_too_large", `The request body is larger than the limit of ${limit} when decoded.`);
    }
    throw new AppError("invalid_request", `The request body is not valid ${encoding} data.`, undefined, {
      cause: error,
    });
  }
}
