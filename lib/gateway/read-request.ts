import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { isObject } from "@/lib/core/json/json-access";
import { AppError } from "@/lib/core/errors";
import { hasRepeatedKeys } from "@/lib/core/json/has-repeated-keys";
import { listFormParts } from "@/lib/core/multipart/list-form-parts";
import { decodeContent, isDecodable, readEncoding } from "./decode-content";
import type { GatewayLimits } from "./gateway-types";
import type { HeaderIndex } from "./raw-headers";
import { createMultipartForm, jsonForm, type BodyForm } from "./policy-host/body-form";
import { parseJsonBytes } from "./policy-host/parse-json-bytes";

/** Bodies above this are not read for attributes alone; the recorder reads the model later. */
export const attributeBytes = 1024 * 1024;

/** A request body, and what it says. */
export interface RequestBody {
  /** As the client sent it. */
  readonly bytes: Uint8Array | null;
  /** Without its content-encoding; the same object as `bytes` where it had none, `null` where it was not decoded. */
  readonly content: Uint8Array | null;
  /** `undefined` when it was not parsed or is not JSON; the fields of a form. */
  readonly json: Json | undefined;
}

export interface ReadRequestOptions {
  readonly headers: HeaderIndex;
  readonly limits: GatewayLimits;
  /** The endpoint takes nothing else, whatever the content type says. */
  readonly mustBeJson: boolean;
  /** Policies judge it, so it is decoded or refused. */
  readonly mustRead: boolean;
  /** Where the call goes depends on its model, so it is read even when it is large. */
  readonly needsModel: boolean;
}

async function decodeRequest(
  bytes: Uint8Array,
  encoding: string,
  { limits, mustRead, needsModel }: ReadRequestOptions,
): Promise<Uint8Array | null> {
  if (mustRead) return decodeContent(bytes, encoding, limits.requestBytes);
  if (!isDecodable(encoding)) return null;
  // Upstream reads it, and says what is wrong with it.
  return decodeContent(bytes, encoding, needsModel ? limits.requestBytes : attributeBytes).catch(() => null);
}

/** Whether a body is a form with files. */
function isMultipart(contentType: string): boolean {
  return /^\s*multipart\//i.test(contentType);
}

/** The plain fields of a form as upstream reads them; what is in files is never looked at. */
function readFormFields(content: Uint8Array, contentType: string): Json | undefined {
  const parts = listFormParts(content, contentType);
  if (parts === null) return undefined;
  const fields = parts.flatMap(({ name, text }): [string, Json][] => (text === null ? [] : [[name, text]]));
  const { stream, ...rest } = Object.fromEntries(fields);
  return { ...rest, stream: stream === "true" || stream === "True" || stream === "1" };
}

function readContent(bytes: Uint8Array, content: Uint8Array | null, options: ReadRequestOptions): RequestBody {
  if (content === null) return { bytes, content, json: undefined };
  const contentType = options.headers.get("content-type") ?? "";
  if (isMultipart(contentType)) return { bytes, content, json: readFormFields(content, contentType) };
  const isSmall = content.byteLength <= attributeBytes || options.needsModel;
  const json = (options.mustBeJson || contentType.includes("json")) && isSmall ? parseJsonBytes(content) : undefined;
  return { bytes, content, json };
}

/**
 * Reads what a body says, as far as somebody needs it; at once where it is not encoded.
 * @throws AppError `unsupported_encoding`, `body_too_large`, `invalid_request` where policies must read it and cannot
 */
export function readRequest(bytes: Uint8Array, options: ReadRequestOptions): RequestBody | Promise<RequestBody> {
  const encoding = readEncoding(options.headers);
  if (encoding === null) return readContent(bytes, bytes, options);
  return decodeRequest(bytes, encoding, options).then((content) => readContent(bytes, content, options));
}

/** Fields that say something to a model. */
const saidFields = ["prompt", "input", "instructions"];

/** What a form says to a model must be plain fields: files are never read. @throws AppError `invalid_request` */
function requireFormFields(fields: Json | undefined): void {
  if (!isObject(fields)) throw new AppError("invalid_request", "The form cannot be read, and policies must read it.");
  for (const name of saidFields) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const said = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
    if (said.every((text) => typeof text === "string")) continue;
    const problem = `The field "${name}" is a file or longer than 64 KiB, so policies cannot read it.`;
    throw new AppError("invalid_request", problem);
  }
}

/** Policies judge what they read, so it must be what every other parser reads too. @throws AppError `invalid_json` */
function requireOneMeaning(bytes: Uint8Array, parsed: Json | undefined): void {
  if (parsed === undefined) throw new AppError("invalid_json", "The request body is not valid JSON.");
  if (hasRepeatedKeys(bytes, parsed)) {
    throw new AppError(
      "invalid_json",
      "The request body has a key twice in one object, so it can be read in two ways.",
    );
  }
}

export interface OpenForPolicies {
  readonly body: Uint8Array;
  /** What it says, where that is known already. */
  readonly json: Json | undefined;
  readonly contentType: string | undefined;
  /** A policy really reads it, so it must be readable. */
  readonly isRead: boolean;
}

/**
 * A request as policies read it: JSON, or a form.
 * @throws AppError `invalid_json`, `invalid_request` where one of them must read it and cannot
 */
export function openForPolicies({ body, json, contentType = "", isRead }: OpenForPolicies): {
  readonly form: BodyForm;
  readonly json: Json | undefined;
} {
  if (isMultipart(contentType)) {
    const form = createMultipartForm(contentType);
    const fields = form.parse(body);
    if (isRead) requireFormFields(fields);
    return { form, json: fields };
  }
  const parsed = json ?? jsonForm.parse(body);
  if (isRead) requireOneMeaning(body, parsed);
  return { form: jsonForm, json: parsed };
}
