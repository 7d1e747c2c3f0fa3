import type { UpstreamRequest } from "@/lib/core/contracts/provider";
import type { Dialect } from "@/lib/core/contracts/call";
import type { JsonObject } from "@/lib/core/json/json-access";
import type { DemoShelf } from "./demo-shelf";

/** A request whose path is known and whose body was parsed. */
export interface DemoCall {
  readonly request: UpstreamRequest;
  readonly dialect: Dialect;
  readonly requestId: string;
  /** Path without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  /** Body without content-encoding. */
  readonly bytes: Uint8Array;
  /** Seed of everything that looks random. */
  readonly seed: string;
  readonly shelf: DemoShelf;
  /** Answers another request as this one would be: for batches. */
  readonly answer: (path: string, body: JsonObject) => Promise<{ readonly status: number; readonly body: string }>;
}

/** Where things of a collection stand, each project's apart. @param path of the collection, such as `/v1/files` */
export function shelfPath({ request, dialect }: DemoCall, path: string): string {
  return `${request.project ?? ""} ${dialect} ${path}`;
}
