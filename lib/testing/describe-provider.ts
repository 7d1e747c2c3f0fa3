import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { dialects } from "@/lib/core/contracts/call";

const credential = "sk-conformance-0123456789";
const headerName = /^[a-z0-9-]+$/;

/**
 * What the gateway expects of every provider.
 * @param folder the provider's folder below `lib/providers`, which must be its id
 */
export function describeProvider(provider: ProviderDefinition, folder: string): void {
  describe(`provider ${provider.id}`, () => {
    it("is named like its folder, in kebab case, with a title", () => {
      expect(provider.id).toBe(folder);
      expect(provider.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(provider.title.trim()).not.toBe("");
    });

    it("speaks at least one dialect, each named once", () => {
      expect(provider.dialects.length).toBeGreaterThan(0);
      expect(new Set(provider.dialects).size).toBe(provider.dialects.length);
      for (const dialect of provider.dialects) expect(dialects).toContain(dialect);
    });

    it("has either a public address without /v1, or an answer of its own", () => {
      if (provider.answer !== undefined) {
        expect(provider.defaultBaseUrl).toBeNull();
        return;
      }
      const url = new URL(provider.defaultBaseUrl ?? "");
      expect(url.protocol).toBe("https:");
      expect(provider.defaultBaseUrl).toBe(url.origin + url.pathname.replace(/\/$/, ""));
      expect(url.pathname).not.toMatch(/\/v1\/?$/);
    });

    it("puts the credential into headers, unchanged, and nowhere else", () => {
      for (const dialect of provider.dialects) {
        const headers = provider.authenticate(credential, dialect);
        for (const [name, value] of headers) {
          expect(name).toMatch(headerName);
          expect(value).toContain(credential);
        }
        expect(headers.length > 0).toBe(provider.answer === undefined);
        expect(provider.authenticate(credential, dialect)).not.toBe(headers);
      }
    });

    it("has a test of its own", () => {
      const root = new URL(`../providers/${folder}/`, import.meta.url);
      expect(existsSync(new URL("index.ts", root))).toBe(true);
      expect(existsSync(new URL("index.test.ts", root))).toBe(true);
    });
  });
}
