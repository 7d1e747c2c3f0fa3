import { z } from "zod";
import type { CallComparison, ShownComparison } from "@/lib/core/compare-calls/comparison";
import type { CallDetail, CallSummary, HeaderPairs } from "@/lib/core/contracts/call";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { chooseDocuments } from "@/lib/core/compare-calls/choose-documents";
import { listFigures } from "@/lib/core/compare-calls/list-figures";
import { diffJson } from "@/lib/core/diff/diff-json";
import { boundTurns } from "@/lib/core/format/bound-bodies";
import { compareBodies } from "@/lib/core/format/compare-bodies";
import type { Db } from "@/lib/db/create-db";
import { id } from "../input";
import { getCall } from "./get-call";

/** Query parameters of `GET /api/v1/compare`. */
export const compareQuery = z.strictObject({ a: id, b: id });

const detailFields = new Set(["timings", "request", "response", "steps", "bodies", "headers"]);

function toSummary(call: CallDetail): CallSummary {
  const kept = Object.entries(call).filter(([field]) => !detailFields.has(field));
  return Object.fromEntries(kept) as unknown as CallSummary;
}

/** Headers by lower-case name; repeated ones as a list. */
function toObject(headers: HeaderPairs): Json {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] ?? null) : values];
    }),
  );
}

async function readBoth(db: Db, query: z.infer<typeof compareQuery>): Promise<readonly [CallDetail, CallDetail]> {
  return Promise.all([getCall(db, query.a), getCall(db, query.b)]);
}

function compare(a: CallDetail, b: CallDetail): CallComparison {
  const { isNormalised, request, response } = chooseDocuments(a, b);
  return {
    a: toSummary(a),
    b: toSummary(b),
    is_normalised: isNormalised,
    request: diffJson(request.a, request.b),
    response: diffJson(response.a, response.b),
    headers: {
      request: diffJson(toObject(a.headers.client_request), toObject(b.headers.client_request)),
      response: diffJson(toObject(a.headers.client_response), toObject(b.headers.client_response)),
    },
    figures: listFigures(a, b),
  };
}

/** @throws AppError `not_found` */
export async function getComparison(db: Db, query: z.infer<typeof compareQuery>): Promise<CallComparison> {
  return compare(...(await readBoth(db, query)));
}

/** @throws AppError `not_found` */
export async function getComparisonView(db: Db, query: z.infer<typeof compareQuery>): Promise<ShownComparison> {
  const [a, b] = await readBoth(db, query);
  const { request, response } = chooseDocuments(a, b);
  const show = (hook: "request" | "response", { a: original, b: final }: { a: Json; b: Json }, firstNumber: number) =>
    boundTurns(compareBodies({ hook, original, final, steps: [], firstNumber }));
  const first = show("request", request, 1);
  const second = show("response", response, first.changes.length + 1);
  return { ...compare(a, b), views: { request: first, response: second } };
}
