import { z } from "zod";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { diffJson } from "@/lib/core/diff/diff-json";
import { toJsonPatch } from "@/lib/core/diff/to-json-patch";
import { toUnifiedDiff } from "@/lib/core/diff/to-unified-diff";
import { AppError } from "@/lib/core/errors";
import { prepareBodies } from "@/lib/core/format/prepare-bodies";
import { printJson } from "@/lib/core/format/print-json";
import { writeCurl, writeSdkCode } from "@/lib/core/take-away/write-code";
import { writeHar } from "@/lib/core/take-away/write-har";
import { writeIssue } from "@/lib/core/take-away/write-issue";
import type { Db } from "@/lib/db/create-db";
import { getCall } from "./get-call";

export const exportForms = [
  "curl-gateway",
  "curl-provider",
  "sdk-python",
  "sdk-typescript",
  "har",
  "patch-request",
  "patch-response",
  "unified",
  "markdown",
  "request-original",
  "request-final",
  "response-original",
  "response-final",
  "changes",
] as const;
export type ExportForm = (typeof exportForms)[number];

/** Query parameters of `GET /api/v1/calls/{id}/export`. */
export const exportQuery = z.strictObject({
  as: z.enum(exportForms),
  /** Where the reader reaches this product, for lines that call it. */
  origin: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .optional(),
});

export interface CallExport {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

interface Source {
  readonly call: CallDetail;
  readonly origin: string;
}

const print = (value: unknown): string => JSON.stringify(value, null, 2);

function writeGatewayCurl({ call, origin }: Source): string {
  const { headers, method, path, request } = call;
  const url = `${origin}${path}`;
  return writeCurl({ method, url, headers: headers.client_request, body: request.original as Json }, "DIFFRACT_TOKEN");
}

function writeProviderCurl({ call }: Source): string {
  if (call.upstream_url === null) throw new AppError("not_found", "The provider was not asked in this call.");
  const { headers, method, upstream_url: url, request, dialect } = call;
  const variable = dialect === "anthropic" ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY";
  return writeCurl({ method, url, headers: headers.upstream_request, body: request.final as Json }, variable);
}

function writeSdk({ call, origin }: Source, language: "python" | "typescript"): string {
  const target = { endpoint: call.endpoint, origin, variable: "DIFFRACT_TOKEN", language };
  const code = writeSdkCode(call.request.original as Json, target);
  if (code === null) throw new AppError("not_found", "The SDKs have no method for this endpoint.");
  return code;
}

function writePatch({ original, final }: CallDetail["request"]): string {
  return print(toJsonPatch(diffJson(original, final), final));
}

function writeUnified({ call }: Source): string {
  const toText = (value: unknown, other: unknown): string =>
    printJson(value as Json, other as Json)
      .map(({ text }) => text)
      .join("\n");
  return (["request", "response"] as const)
    .map((hook) => {
      const { original, final } = call[hook];
      const names = { from: `${hook}/original`, to: `${hook}/final` };
      if (original === null || final === null) return "";
      return toUnifiedDiff(toText(original, final), toText(final, original), names);
    })
    .join("");
}

function writeMarkdown({ call, origin }: Source): string {
  return writeIssue(call, prepareBodies(call).changes, `${origin}/debug/request/${call.id}`);
}

type Writer = readonly [extension: string, type: string, write: (source: Source) => string];

const json = "application/json";
const text = "text/plain";

const writers: Readonly<Record<ExportForm, Writer>> = {
  "curl-gateway": ["sh", text, writeGatewayCurl],
  "curl-provider": ["sh", text, writeProviderCurl],
  "sdk-python": ["py", text, (source) => writeSdk(source, "python")],
  "sdk-typescript": ["ts", text, (source) => writeSdk(source, "typescript")],
  har: ["har", json, ({ call, origin }) => print(writeHar(call, origin))],
  "patch-request": ["json", json, ({ call }) => writePatch(call.request)],
  "patch-response": ["json", json, ({ call }) => writePatch(call.response)],
  unified: ["diff", text, writeUnified],
  markdown: ["md", text, writeMarkdown],
  "request-original": ["json", json, ({ call }) => print(call.request.original)],
  "request-final": ["json", json, ({ call }) => print(call.request.final)],
  "response-original": ["json", json, ({ call }) => print(call.response.original)],
  "response-final": ["json", json, ({ call }) => print(call.response.final)],
  changes: ["json", json, ({ call }) => print(prepareBodies(call).changes)],
};

/**
 * A call in a form to take elsewhere. Keys are never in it: the record does not have them.
 * @throws AppError `not_found`, also when the call has nothing of this form
 */
export async function getCallExport(
  db: Db,
  id: string,
  { as, origin }: z.infer<typeof exportQuery>,
): Promise<CallExport> {
  const call = await getCall(db, id);
  if (call.bodies_removed === true && as !== "markdown")
    throw new AppError("not_found", "The bodies of this call have been removed.");
  const [extension, type, write] = writers[as];
  const base = (origin ?? "http://localhost:3000").replace(/\/+$/, "");
  return { name: `${call.id}-${as}.${extension}`, type, text: write({ call, origin: base }) };
}
