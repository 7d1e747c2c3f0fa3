import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { getAuthOptions } from "@/lib/runtime/auth";

export const dynamic = "force-dynamic";

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

/** next-auth's own pages and actions below `/api/auth`. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  return (await NextAuth(request, context, getAuthOptions())) as Response;
}

export const GET = handle;
export const POST = handle;
