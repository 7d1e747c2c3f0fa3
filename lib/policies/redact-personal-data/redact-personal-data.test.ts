import { describe, expect, it } from "vitest";
import { describePolicy } from "@/lib/testing/describe-policy";
import { runPolicy } from "@/lib/testing/scan-text";
import { ordinaryTexts } from "./ordinary-texts";
import { redactPersonalData } from "./redact-personal-data";

/** Made up, and put together here so that no scanner of repositories takes them for real. */
const secret = (prefix: string, size: number): string => prefix + "a1B2c3D4e5F6g7H8i9J0".repeat(10).slice(0, size);
const upper = (prefix: string, size: number): string => prefix + "A1B2C3D4E5F6G7H8J9K0".repeat(3).slice(0, size);
const pemOf = (name: string): string =>
  `-----BEGIN ${name}-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n".repeat(5)}Xy3=\n-----END ${name}-----`;
const jwt = `${secret("eyJ", 33)}.${secret("eyJ", 60)}.${secret("", 43)}`;

const positives: Readonly<Record<string, readonly string[]>> = {
  account_number: ["1234-5678-9012", "0000-1111-2222"],
  email: [
    ...["ada@example.com", "a.b-c_d%e+f@mail.example.co.uk", "ADA@EXAMPLE.ORG", "x1@y2.io"],
    ...["first.last@sub-domain.example.museum", "1a@example.de"],
  ],
  card: [
    ...["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "5105 1051 0510 5100"],
    ...["378282246310005", "3782 822463 10005", "6011111111111117", "3530111333300000", "30569309025904"],
    ...["3056 930902 5904", "4222222222222", "6304000000000000", "2223003122003222"],
  ],
  phone: [
    ...["+1 555 123 4567", "+1 (555) 123-4567", "(555) 123-4567", "555-123-4567", "555.123.4567", "1-800-555-0199"],
    ...["+44 20 7946 0958", "+49 30 123456", "+4915112345678", "+33 1 23 45 67 89", "020 7946 0958", "0171 1234567"],
    ...["030/1234567", "555 123 4567"],
  ],
  iban: [
    ...[
      "DE89370400440532013000",
      "DE89 3704 0044 0532 0130 00",
      "GB29 NWBK 6016 1331 9268 19",
      "GB82WEST12345698765432",
    ],
    ...["FR14 2004 1010 0505 0001 3M02 606", "NL91ABNA0417164300", "CH93 0076 2011 6238 5295 7", "NO9386011117947"],
  ],
  ssn: ["123-45-6789", "078-05-1120", "899-99-9999"],
  ip: [
    ...["192.168.1.10", "8.8.8.8", "203.0.113.195", "2001:db8::1", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"],
    ...["fe80::1ff:fe23:4567:890a", "::ffff:192.0.2.128"],
  ],
  secret: [
    ...[secret("sk-", 48), secret("sk-proj-", 60), secret("sk-ant-api03-", 80), secret("ghp_", 36), secret("gho_", 36)],
    ...[secret("github_pat_", 60), upper("AKIA", 16), upper("ASIA", 16), secret("AIza", 35), secret("xoxb-", 40)],
    ...[secret("xoxp-", 40), secret("glpat-", 20), secret("hf_", 34), secret("npm_", 36), secret("sk_live_", 24)],
    ...[`${secret("dfr_", 12)}_${secret("", 38)}`, jwt],
    ...[pemOf("PRIVATE KEY"), pemOf("RSA PRIVATE KEY"), pemOf("OPENSSH PRIVATE KEY")],
  ],
};

const blocking = { kinds: { email: "block", card: "block" }, where: "requests" };

describePolicy(redactPersonalData, {
  configs: [
    blocking,
    { where: "both", replacement: "" },
    { kinds: { email: "off", secret: "off" } },
    { kinds: { phone: "off" } },
  ],
  texts: [
    ...Object.values(positives).flatMap((list) => list.filter((text) => text.length < 70)),
    ...["Your account number is 1234-5678-9012.", "call (555) 123-4567, or mail ada@example.com."],
    ...[
      "4111 1111 1111 1111 2028",
      "Authorization: Bearer abcdef0123456789abcdef==",
      "account no. 12345678",
      "a@b.c-d@e.fg",
    ],
    ...["GB29 NWBK 6016 1331 9268 19 AND MORE", "192.168.1.10:8080", "fe80::1 ::", "555-123-4567,5", "1.2.3.4-5"],
  ],
});

describe("redact-personal-data", () => {
  const policy = redactPersonalData.create({});
  const redact = (text: string): string => runPolicy(policy, [text]).output;
  const cases = Object.entries(positives).flatMap(([kind, list]) => list.map((text) => [kind, text] as const));

  it("has a table of at least 60 true positives", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases)("finds %s: %s", (kind, text) => {
    for (const [before, after] of [
      ["", ""],
      ["It is ", "."],
      ["(", ")"],
      ['"', '",'],
      ["a\n", "\nb"],
      ["is: ", " and"],
    ] as const) {
      const { output, edits } = runPolicy(policy, [before + text + after]);
      expect(output).toBe(`${before}[REDACTED]${after}`);
      expect(edits.map(({ rule }) => rule)).toEqual([kind]);
    }
  });

  it.each(ordinaryTexts)("leaves alone: %s", (text) => {
    for (const whole of [text, `See ${text} here.`, `"${text}", 7`]) expect(redact(whole)).toBe(whole);
  });

  it("keeps the word before a bearer token", () => {
    expect(redact("Authorization: Bearer abcdef0123456789abcdef")).toBe("Authorization: Bearer [REDACTED]");
  });

  it("knows a number by its name", () => {
    expect(redact("Account number: 12345678, room 12345678")).toBe("Account number: [REDACTED], room 12345678");
  });

  it("removes all of a token that is longer than any match", () => {
    const text = `see ${secret("eyJ", 100)}.${"a1B2".repeat(5000)}.sig end`;
    expect(redact(text)).toBe("see [REDACTED] end");
    expect(runPolicy(policy, text.match(/[^]{1,97}/g) ?? []).output).toBe("see [REDACTED] end");
  });

  it("lets prose flow word by word", () => {
    const words =
      "The answer to your question is, as often, that it depends on (many) things in 2024 and so on. ".split(/(?<= )/);
    const { held } = runPolicy(policy, words);
    expect(Math.max(...held)).toBeLessThanOrEqual(6);
    expect(held.filter((size) => size > 0).length).toBeLessThanOrEqual(2);
  });

  it("blocks requests, but redacts answers, when told to block", () => {
    const both = redactPersonalData.create({ kinds: { email: "block" }, where: "both" });
    const request = runPolicy(both, ["mail ada@example.com now"]);
    expect(request.block).toEqual({ rule: "email", reason: "It contains: e-mail address." });
    const responses = redactPersonalData.create({ kinds: { email: "block" } });
    expect(runPolicy(responses, ["mail ada@example.com now"]).output).toBe("mail [REDACTED] now");
  });
});
