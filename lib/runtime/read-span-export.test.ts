import { describe, expect, it } from "vitest";
import { parseEnv } from "@/lib/config/parse-env";
import { readSpanExport } from "./read-span-export";

const read = (source: Record<string, string>) => readSpanExport(parseEnv(source));
const certificates = "lib/testing/certificates";

describe("readSpanExport", () => {
  it("adds the path of traces to the address for everything, and nothing to the one for traces", () => {
    const all = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/base/" };
    expect(read(all).sender?.url).toBe("http://collector:4318/base/v1/traces");
    const own = read({ ...all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/in?key=k" });
    expect(own.sender?.url).toBe("http://collector:4318/in?key=k");
    expect(own.settings.endpoint).toBe("http://collector:4318/in");
  });

  it("lets what is for traces win, and the shorter of two times", () => {
    const { sender } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector",
      OTEL_EXPORTER_OTLP_HEADERS: "a=1",
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: "b=2",
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "9000",
      OTEL_BSP_EXPORT_TIMEOUT: "4000",
      OTEL_EXPORTER_OTLP_CERTIFICATE: `${certificates}/client.pem`,
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: `${certificates}/authority.pem`,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: `${certificates}/client.pem`,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: `${certificates}/client-key.pem`,
    });
    expect(sender).toMatchObject({ headers: { b: "2" }, timeoutMs: 4000 });
    expect(sender?.tls?.ca).toContain("BEGIN CERTIFICATE");
    expect(sender?.tls?.ca).not.toBe(sender?.tls?.cert);
    expect(sender?.tls?.key).toContain("PRIVATE KEY");
  });

  it("warns of what leaves without encryption, and of certificates that have no use", () => {
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=secret" };
    const warningsAt = (url: string, more = {}) =>
      read({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...headers, ...more }).settings.warnings.join(" ");
    expect(warningsAt("http://collector:4318")).toContain("without encryption");
    expect(warningsAt("http://collector:4318")).not.toContain("secret");
    expect(warningsAt("https://collector:4318")).toBe("");
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) expect(warningsAt(`http://${host}:4318`)).toBe("");
    const authority = { OTEL_EXPORTER_OTLP_CERTIFICATE: `${certificates}/authority.pem` };
    expect(warningsAt("http://collector:4318", authority)).toContain("nothing is encrypted");
  });

  it("says why nothing is exported", () => {
    const url = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector" };
    expect(read({}).settings.disabledBecause).toContain("not set");
    for (const off of [{ OTEL_SDK_DISABLED: "true" }, { OTEL_TRACES_EXPORTER: "none" }])
      expect(read({ ...url, ...off })).toMatchObject({
        sender: null,
        settings: { endpoint: "http://collector/v1/traces" },
      });
  });
});
