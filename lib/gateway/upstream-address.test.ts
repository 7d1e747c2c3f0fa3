/** A caller says what is asked, never where it is asked. */
import { expect, it } from "vitest";
import { providerDefinitions } from "@/lib/providers/registry";
import { locateThrough } from "@/lib/testing/locate-through";

const canary = "canary.attacker.example";
const fields = [
  "host",
  "x-forwarded-host",
  "forwarded",
  "x-original-url",
  "x-rewrite-url",
  "referer",
  "origin",
  "location",
];
const more = [
  "x-base-url",
  "x-upstream",
  "x-diffract-upstream",
  "x-diffract-base-url",
  "openai-organization",
  "x-target",
];
const headers = [...fields, ...more].flatMap((name) => [name, canary]);
const openai = providerDefinitions.filter(
  ({ dialects, answer }) => dialects.includes("openai") && answer === undefined,
);

it.each(openai.map((provider) => [provider.id, provider] as const))("not even of %s", async (_id, provider) => {
  const baseUrl = "https://configured.example";
  for (const target of [
    `/v1/chat/completions?base_url=https://${canary}&host=${canary}&url=${canary}`,
    `/v1/models/https:%20${canary}`,
    `/v1/@${canary}/x`,
    `/v1/:443@${canary}`,
    `/openai/v1/chat/completions?@${canary}`,
  ]) {
    const sent = await locateThrough(provider, { dialect: "openai", target, baseUrl, headers });
    expect(sent?.origin).toBe(baseUrl);
    expect(new URL(`${baseUrl}${sent?.path ?? ""}`).host).toBe("configured.example");
    expect(sent?.headers.map((part) => part.toLowerCase())).not.toContain("host");
  }
});

it.each([`https://${canary}/`, `@${canary}`, `//${canary}`, "\r\nhost: x", "..%2f", `gpt-4o?host=${canary}`])(
  "not by the model %j",
  async (model) => {
    for (const provider of openai) {
      const question = {
        dialect: "openai",
        target: "/v1/chat/completions",
        baseUrl: "https://configured.example",
      } as const;
      const options = provider.id === "azure-openai" ? { surface: "deployments" } : {};
      const sent = await locateThrough(provider, { ...question, model, options }).catch(() => null);
      if (sent === null) expect(provider.id).toBe("azure-openai");
      else expect([sent.origin, sent.path.includes("canary")]).toEqual(["https://configured.example", false]);
    }
  },
);
