import { handleWebCall } from "@/lib/runtime/gateway";

export const dynamic = "force-dynamic";

export const GET = handleWebCall;
export const HEAD = handleWebCall;
export const POST = handleWebCall;
export const PUT = handleWebCall;
export const PATCH = handleWebCall;
export const DELETE = handleWebCall;
export const OPTIONS = handleWebCall;
