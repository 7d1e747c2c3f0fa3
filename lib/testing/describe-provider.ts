import { existsSync } from "node:fs";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { dialects, type Dialect } from "@/lib/core/contracts/call";
import { locateThrough } from "./locate-through";

const credential = "sk-conformance-0123456789";
const headerName = /^[a-z0-9-]+$/;
const isLoopback = ({ hostname }: URL): boolean => hostname === "127.0.0.1";

/** The endpoint that every service of a dialect has. */
const mainPaths: Readonly<Record<Dialect, string>> = { openai: "/v1/chat/completions", anthropic: "/v1/messages" };

function listAddresses({ defaultBaseUrl, dialectBaseUrls = {} }: ProviderDefinition): string[] {
  return [defaultBaseUrl, ...Object.values(dialectBaseUrls)].filter((address) => address !== null);
}

function checkAddresses(provider: ProviderDefinition): void {
  const addresses = listAddresses(provider);
  if (provider.answer !== undefined) expect(addresses).toEqual([]);
  else if (addresses.length === 0) expect(new URL(provider.addressExample ?? "").pathname).toBeDefined();
  for (const address of addresses) {
    const url = new URL(address);
    expect(url.protocol === "https:" || isLoopback(url)).toBe(true);
    expect(address).toBe(url.origin + url.pathname.replace(/\/$/, ""));
    expect(url.pathname).not.toMatch(/\/v1\/?$/);
  }
}

function describeOptions({ options }: ProviderDefinition): void {
  if (options === undefined) return;
  it("takes no options as well, refuses unknown ones and says what each does", () => {
    expect(options.safeParse({}).success).toBe(true);
    expect(options.safeParse({ no_such_option: 1 }).success).toBe(false);
    const { properties = {} } = z.toJSONSchema(options, { io: "input" });
    for (const property of Object.values(properties)) {
      expect(typeof property === "object" && (property.description ?? "")).toMatch(/\.$/);
    }
  });
}

function describeCalls(provider: ProviderDefinition): void {
  const address = provider.answer === undefined ? "https://upstream.example/base" : null;

  it.each(provider.dialects)(
    "is asked in the dialect %s at its own address, with nothing of the caller's key",
    async (dialect) => {
      const sent = await locateThrough(provider, {
        dialect,
        target: `${mainPaths[dialect]}?a=b%20c`,
        baseUrl: address,
        credential,
      });
      if (sent === null) return;
      expect(sent.origin).toBe("https://upstream.example");
      expect(sent.path).toMatch(/^\/base(?:\/.*)?[?&]a=b%20c(?:&|$)/);
      expect(sent.path).not.toMatch(/\/v1\/v1|\/\/|dfr_/);
      const headers = sent.headers.join("\n");
      expect(headers).toContain(credential);
      expect(headers).not.toMatch(/dfr_|sk-of-the-client/);
    },
  );

  it.each(["/base", "/base/", "/base/v1", "/base/v1/"])(
    "reads an address with the path %s as the same",
    async (path) => {
      if (address === null) return;
      const [dialect] = provider.dialects;
      if (dialect === undefined) throw new Error("A provider without a dialect.");
      const ask = (baseUrl: string) =>
        locateThrough(provider, { dialect, target: mainPaths[dialect], baseUrl, credential });
      expect((await ask(`https://upstream.example${path}`))?.path).toBe((await ask(address))?.path);
    },
  );
}

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
      expect(provider.keyForm.trim()).not.toBe("");
    });

    it("speaks at least one dialect, each named once", () => {
      expect(provider.dialects.length).toBeGreaterThan(0);
      expect(new Set(provider.dialects).size).toBe(provider.dialects.length);
      for (const dialect of provider.dialects) expect(dialects).toContain(dialect);
    });

    it("has a public address without /v1, an example of one, or an answer of its own", () => {
      checkAddresses(provider);
    });

    it("says what must be known of it in sentences, and where to read on", () => {
      for (const quirk of provider.quirks) expect(quirk).toMatch(/^[A-Z`].*\.$/);
      expect(provider.documentationUrl ?? "https://").toMatch(/^https:\/\//);
    });

    it("puts the credential into headers, unchanged, and nowhere else", () => {
      for (const dialect of provider.dialects) {
        const headers = provider.authenticate(credential, dialect, {});
        for (const [name, value] of headers) {
          expect(name).toMatch(headerName);
          expect(value).toContain(credential);
        }
        expect(headers.length > 0).toBe(provider.answer === undefined);
        expect(provider.authenticate(credential, dialect, {})).not.toBe(headers);
      }
    });

    describeCalls(provider);
    describeOptions(provider);

    it("has a test of its own", () => {
      const root = new URL(`../providers/${folder}/`, import.meta.url);
      expect(existsSync(new URL("index.ts", root))).toBe(true);
      expect(existsSync(new URL("index.test.ts", root))).toBe(true);
    });
  });
}
