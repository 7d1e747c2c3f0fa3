/** docs/clients.md is true: each TypeScript snippet runs as it stands, against a gateway with the demo provider behind it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayUnderTest } from "../describe-gateway";
import { startNodeGateway } from "../start-node-gateway";
import { startClientUpstream, type ClientUpstream } from "./client-upstream";

const root = join(import.meta.dirname, "..", "..", "..");
/** Below `node_modules`, so that the snippets find what they import. */
const folder = join(root, "node_modules", ".cache", "documented-snippets");
const document = readFileSync(join(root, "docs", "clients.md"), "utf8");
const snippets = [...document.matchAll(/^## ([^\n]*)$|^```ts\n(.*?)^```$/gms)].reduce<
  { title: string; code: string }[]
>((found, [, heading, code]) => {
  if (code === undefined) found.push({ title: heading ?? "", code: "" });
  else if (found.at(-1)?.code === "") found[found.length - 1] = { title: found.at(-1)?.title ?? "", code };
  else found.push({ title: `${found.at(-1)?.title ?? ""}, again`, code });
  return found;
}, []);

describe("docs/clients.md", () => {
  let upstream: ClientUpstream;
  let gateway: GatewayUnderTest;

  beforeAll(async () => {
    upstream = await startClientUpstream();
    gateway = await startNodeGateway(upstream.url);
    mkdirSync(folder, { recursive: true });
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await gateway.close();
    await upstream.close();
  });

  const written = snippets.filter(({ code }) => code !== "");

  it("has snippets for every library that is tested", () => {
    const text = written.map(({ code }) => code).join("\n");
    for (const name of ["openai", "@anthropic-ai/sdk", "ai", "@ai-sdk/openai", "@ai-sdk/anthropic"])
      expect(text).toContain(`from "${name}"`);
    for (const name of ["@ai-sdk/openai-compatible", "@langchain/openai", "@langchain/anthropic", "@openai/agents"])
      expect(text).toContain(`from "${name}"`);
  });

  it.each(written.map((snippet, at) => ({ ...snippet, at })))(
    "$title",
    async ({ code, at }) => {
      await upstream.takeArrived();
      const filled = code.replaceAll("http://localhost:3000", gateway.url).replaceAll("dfr_…", gateway.tokens.good);
      const { code: script } = await transform(filled, { loader: "ts", format: "esm" });
      const file = join(folder, `${String(at)}-${String(process.pid)}.mjs`);
      writeFileSync(file, script);
      // A call that fails throws.
      await import(/* @vite-ignore */ pathToFileURL(file).href);
      const calls = filled.match(/^await (?!request)|^const request/gm) ?? [];
      expect(await upstream.takeArrived()).toHaveLength(calls.length);
    },
    30_000,
  );
});
