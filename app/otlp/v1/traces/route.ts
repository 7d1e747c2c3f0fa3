import { receiveSpans } from "@/lib/runtime/receive-spans";

/** OTLP/HTTP: spans of applications, protobuf or JSON, gzipped or not. */
export function POST(request: Request): Promise<Response> {
  return receiveSpans(request);
}
