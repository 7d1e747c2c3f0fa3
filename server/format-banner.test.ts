import { describe, expect, it } from "vitest";
import { formatBanner } from "./format-banner";

const common = {
  env: { HOST: "127.0.0.1", PORT: 3000 },
  dataDirectory: "/a b/diffract/.diffract",
  root: "/a b/diffract",
};
const first = { token: "dfr_abc", email: "admin@localhost", password: "pass" };

describe("formatBanner", () => {
  it("fits one screen of 80 by 24 in lines and says everything at the first start", () => {
    const banner = formatBanner({ ...common, first, isEmbedded: true });
    expect(banner.split("\n").length).toBeLessThanOrEqual(24);
    for (const part of [
      "http://localhost:3000",
      "admin@localhost",
      "pass",
      "TOKEN=dfr_abc",
      "What is my account number?",
    ]) {
      expect(banner).toContain(part);
    }
    expect(banner).toContain(`psql "$(cat .diffract/database-url)"`);
  });

  it("keeps secrets of the first start to itself later, and has no SQL line for a database of others", () => {
    const banner = formatBanner({ ...common, first: { ...first, token: null, password: null }, isEmbedded: false });
    expect(banner).toContain("http://localhost:3000/admin/tokens");
    expect(banner).not.toContain("psql");
  });

  it("quotes folders and brackets addresses", () => {
    const banner = formatBanner({
      ...common,
      env: { HOST: "::1", PORT: 1 },
      dataDirectory: "/var/my data",
      first,
      isEmbedded: true,
    });
    expect(banner).toContain("http://[::1]:1");
    expect(banner).toContain("'/var/my data'/admin-token");
  });

  it("names the variable of a password that was chosen, and never shows it", () => {
    const env = { ...common.env, DIFFRACT_ADMIN_PASSWORD: "chosen-by-hand" };
    const banner = formatBanner({ ...common, env, first: { ...first, password: null }, isEmbedded: true });
    expect(banner).toContain("Password    as set in DIFFRACT_ADMIN_PASSWORD");
    expect(banner).not.toContain("chosen-by-hand");
  });

  it("asks a model that the upstream has", () => {
    const show = (env: object): string =>
      formatBanner({ ...common, env: { ...common.env, ...env }, first, isEmbedded: true });
    expect(show({})).toContain('"model":"demo"');
    expect(show({ OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" })).toContain('"model":"gpt-4o-mini"');
    expect(show({ OPENAI_BASE_URL: "http://127.0.0.1:1" })).toContain('"model":"gpt-4o-mini"');
    const anthropic = show({ ANTHROPIC_API_KEY: "k" });
    expect(anthropic).toContain("/v1/messages");
    expect(anthropic).toContain('"model":"claude-');
    expect(anthropic).toContain('"max_tokens"');
  });
});
