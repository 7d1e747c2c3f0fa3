import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import { asString, type JsonObject } from "@/lib/core/json/json-access";
import { listFormParts, type FormPart } from "@/lib/core/multipart/list-form-parts";
import { createItemId, keepObject, nowAs, replyList, replyMissing } from "./answer-collections";
import { shelfPath, type DemoCall } from "./demo-call";
import { replyBytes, replyError, replyJson } from "./reply";
import { createBadRequest } from "./vendor-error";

const largestFile = 8 * 1024 * 1024;
const filesPath = "/v1/files";

/** The parts of a form that was sent; none when it was no form. */
export function readForm({ request, bytes }: DemoCall): readonly FormPart[] {
  const type = request.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return listFormParts(bytes, type) ?? [];
}

export function readField(form: readonly FormPart[], name: string): string | null {
  return form.find((part) => part.name === name)?.text ?? null;
}

function describeFile(
  call: DemoCall,
  id: string,
  file: { readonly filename: string; readonly size: number; readonly type: string; readonly purpose: string },
): JsonObject {
  const { filename, size, type, purpose } = file;
  const created_at = nowAs(call.dialect);
  if (call.dialect === "anthropic") {
    return { id, type: "file", filename, mime_type: type, size_bytes: size, created_at, downloadable: true };
  }
  return { id, object: "file", bytes: size, created_at, expires_at: null, filename, purpose, status: "processed" };
}

/** Puts a file on the shelf under `/v1/files`, whoever made it. */
export function keepFile(
  call: DemoCall,
  file: { readonly filename: string; readonly type: string; readonly purpose: string; readonly bytes: Uint8Array },
): JsonObject {
  const id = createItemId(call, call.dialect === "openai" ? "file-" : "file_");
  const object = describeFile(call, id, { ...file, size: file.bytes.length });
  call.shelf.put(shelfPath(call, filesPath), id, { object, bytes: file.bytes });
  return object;
}

/** The bytes of a kept file; `null` when it is not there. */
export function findFile(call: DemoCall, id: string): Uint8Array | null {
  return call.shelf.get(shelfPath(call, filesPath), id)?.bytes ?? null;
}

/** Uploads a file, or lists files. */
export function answerFiles(call: DemoCall): UpstreamResponse {
  if (call.request.method !== "POST") {
    const purpose = call.query.get("purpose");
    const files = call.shelf.list(shelfPath(call, filesPath)).map(({ object }) => object);
    return replyList(call, files.filter((file) => purpose === null || file.purpose === purpose).toReversed());
  }
  const form = readForm(call);
  const part = form.find(({ name }) => name === "file");
  if (part === undefined) return replyError(call, createBadRequest("Missing required parameter: 'file'.", "file"));
  if (part.size > largestFile)
    return replyError(call, createBadRequest("The demo keeps files of at most 8 MB.", "file"));
  const bytes = call.bytes.slice(part.at, part.at + part.size);
  const type = part.contentType ?? "application/octet-stream";
  const purpose = readField(form, "purpose") ?? "user_data";
  return replyJson(call, keepFile(call, { filename: part.filename ?? "file", type, purpose, bytes }));
}

/** One file: what it is, or that it is gone. */
export function answerFile(call: DemoCall, id: string): UpstreamResponse {
  const where = shelfPath(call, filesPath);
  const item = call.shelf.get(where, id);
  if (item === null) return replyMissing(call, id);
  if (call.request.method !== "DELETE") return replyJson(call, item.object);
  call.shelf.delete(where, id);
  return replyJson(
    call,
    call.dialect === "openai" ? { id, object: "file", deleted: true } : { id, type: "file_deleted" },
  );
}

/** The bytes of a file. */
export function answerFileContent(call: DemoCall, id: string): UpstreamResponse {
  const bytes = findFile(call, id);
  return bytes === null ? replyMissing(call, id) : replyBytes(call, bytes, "application/octet-stream");
}

/** Begins an upload in parts. */
export function answerUploads(call: DemoCall): UpstreamResponse {
  const { filename = "file", purpose = "user_data", bytes = 0, mime_type = "application/octet-stream" } = call.body;
  const id = createItemId(call, "upload_");
  const created_at = Math.floor(Date.now() / 1000);
  const state = { status: "pending", expires_at: created_at + 3_600, file: null };
  return keepObject(call, { id, object: "upload", created_at, filename, purpose, bytes, mime_type, ...state });
}

/** Adds a part to an upload. */
export function answerUploadParts(call: DemoCall, id: string): UpstreamResponse {
  if (call.shelf.get(shelfPath(call, "/v1/uploads"), id) === null) return replyMissing(call, id);
  const part = readForm(call).find(({ name }) => name === "data");
  if (part === undefined) return replyError(call, createBadRequest("Missing required parameter: 'data'.", "data"));
  const created_at = Math.floor(Date.now() / 1000);
  const object = { id: createItemId(call, "part_"), object: "upload.part", created_at, upload_id: id };
  return keepObject(call, object, call.bytes.slice(part.at, part.at + part.size));
}

function joinParts(call: DemoCall, id: string): Uint8Array {
  const wanted = Array.isArray(call.body.part_ids) ? call.body.part_ids : [];
  const where = shelfPath(call, `/v1/uploads/${id}/parts`);
  const parts = wanted.flatMap((part) => call.shelf.get(where, String(part))?.bytes ?? []);
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Completes or cancels an upload. */
export function endUpload(call: DemoCall, id: string): UpstreamResponse {
  const where = shelfPath(call, "/v1/uploads");
  const item = call.shelf.get(where, id);
  if (item === null) return replyMissing(call, id);
  const { filename, mime_type, purpose } = item.object;
  const isCancelled = call.path.endsWith("/cancel");
  const names = {
    filename: asString(filename) ?? "file",
    type: asString(mime_type) ?? "",
    purpose: asString(purpose) ?? "",
  };
  const file = isCancelled ? null : keepFile(call, { ...names, bytes: joinParts(call, id) });
  const object = { ...item.object, status: isCancelled ? "cancelled" : "completed", file };
  call.shelf.put(where, id, { object, bytes: null });
  return replyJson(call, object);
}
