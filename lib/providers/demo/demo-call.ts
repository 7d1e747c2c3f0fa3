import type { UpstreamRequest } from "@/lib/core/contracts/provider";
import type { Dialect } from "@/lib/core/contracts/call";
import type { JsonObject } from "@/lib/core/json/json-access";

/** A request whose path is known and whose body was parsed. */
export interface DemoCall {
  readonly request: UpstreamRequest;
  readonly dialect: Dialect;
  readonly requestId: string;
  readonly body: JsonObject;
  /** Seed of everything that looks random. */
  readonly seed: string;
}
