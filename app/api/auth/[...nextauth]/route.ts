import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { getAuthOptions } from "@/lib/runtime/auth";

export const dynamic = "force-dynamic";

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

/** next-auth's own pages and actions below `/api/auth`. It answers 500 to a callback URL that is none. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const response = (await NextAuth(request, context, getAuthOptions())) as Response;
  if (response.status !== 500) return response;
  const error = { code: "invalid_request", message: "The request is not valid.", details: null };
  return Response.json({ error }, { status: 400, headers: { "cache-control": "no-store" } });
}

export const GET = handle;
export const POST = handle;
