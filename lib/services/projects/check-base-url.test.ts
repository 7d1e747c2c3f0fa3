import { describe, expect, it } from "vitest";
import { checkBaseUrl } from "./check-base-url";

describe("checkBaseUrl", () => {
  it.each([
    ["https://api.openai.com/v1/", "https://api.openai.com"],
    ["http://127.0.0.1:11434", "http://127.0.0.1:11434"],
    ["http://localhost:8000/v1", "http://localhost:8000"],
    ["https://llm.internal/openai/v1", "https://llm.internal/openai"],
    ["http://10.0.0.7/v1x", "http://10.0.0.7/v1x"],
    ["http://[fd12::1]:80", "http://[fd12::1]"],
    ["http://0.example", "http://0.example"],
  ])("takes %s", (given, kept) => {
    expect(checkBaseUrl(given)).toBe(kept);
  });

  it.each([
    "",
    "api.openai.com",
    "file:///etc/passwd",
    "gopher://host",
    "javascript:alert(1)",
    "https://user:secret@host",
    "https://host/?next=x",
    "https://host/#x",
    "http://169.254.169.254/latest",
    "http://2852039166/",
    "http://0xa9fea9fe",
    "http://0251.0376.0251.0376",
    "http://[::ffff:169.254.169.254]",
    "http://[::169.254.169.254]",
    "http://[fe80::1]",
    "http://[::]",
    "http://0.0.0.0:80",
    "http://224.0.0.1",
    "http://255.255.255.255",
    "http://metadata.google.internal/",
    "http://metadata.google.internal./",
    "http://[fd00:ec2::254]/",
    `https://host/${"a".repeat(600)}`,
  ])("refuses %s", (given) => {
    expect(() => checkBaseUrl(given)).toThrow(/address of an upstream/);
  });
});
