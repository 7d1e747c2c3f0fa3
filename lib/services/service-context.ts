import type { Pool } from "pg";
import type { Actor } from "@/lib/core/contracts/actor";
import type { AnyPolicyDefinition } from "@/lib/core/contracts/policy";
import type { Pricer } from "@/lib/core/contracts/pricing";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import type { SpanExportSettings } from "@/lib/core/contracts/span-export";
import type { SpanSource } from "@/lib/core/contracts/span-source";
import type { Db } from "@/lib/db/create-db";

/** What services work with. Verbs take it first, then their input, already checked against the schema beside them. */
export interface ServiceContext {
  readonly db: Db;
  /** The same connections, for statements that Prisma has no words for. */
  readonly pool: Pool;
  readonly actor: Actor;
  readonly hashToken: (token: string) => Uint8Array;
  readonly sealSecret: (text: string, rowId: string) => Uint8Array<ArrayBuffer>;
  readonly openSecret: (sealed: Uint8Array, rowId: string) => string;
  readonly policies: readonly AnyPolicyDefinition[];
  readonly providers: readonly ProviderDefinition[];
  readonly pricer: Pricer;
  /** Where spans are looked for, besides this database. */
  readonly spanSources: readonly SpanSource[];
  /** Where spans go, and what the environment says about it. */
  readonly spanExport: SpanExportSettings;
  /** How this service is called in traces. */
  readonly serviceName: string;
  /** Whether an address is our own, so that calls would come back. */
  readonly isOwnAddress: (url: string) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
