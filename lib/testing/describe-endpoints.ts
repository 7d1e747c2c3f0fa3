import { describe, expect, it } from "vitest";
import type { Dialect } from "@/lib/core/contracts/call";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { locateThrough } from "./locate-through";

export interface KnownEndpoint {
  readonly dialect: Dialect;
  /** Path and query as a client writes them. */
  readonly target: string;
  /** Where the provider has it, on the `origin`. */
  readonly path: string;
  /** What stands before the key: the header's name, and the scheme where it has one. */
  readonly key: "authorization Bearer" | "x-api-key";
}

/** Where a provider has what clients ask for when its upstream names no address, and how the key travels there. */
export function describeEndpoints(
  provider: ProviderDefinition,
  origin: string,
  endpoints: readonly KnownEndpoint[],
): void {
  describe(`provider ${provider.id} at ${origin}`, () => {
    it.each(endpoints)("has $dialect $target at $path, with the key as $key", async ({ key, path, ...asked }) => {
      const sent = await locateThrough(provider, { ...asked, credential: "key-1" });
      expect(sent).toMatchObject({ origin, path });
      expect(sent?.headers.join(" ")).toContain(`${key} key-1`);
    });
  });
}
