import { AppError } from "@/lib/core/errors";
import { defineRoute } from "@/lib/runtime/http";

export const dynamic = "force-dynamic";

/** Addresses that no route has, in the API's own words. */
const answerNotFound = defineRoute({
  role: "viewer",
  run: () => {
    throw new AppError("not_found", "The management API has nothing at this address. See /api/v1/openapi.json.");
  },
});

export const GET = answerNotFound;
export const POST = answerNotFound;
export const PUT = answerNotFound;
export const PATCH = answerNotFound;
export const DELETE = answerNotFound;
