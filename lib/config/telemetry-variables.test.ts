import { describe, expect, it } from "vitest";
import { parseEnv } from "./parse-env";

const certificates = "lib/testing/certificates";
const read = (source: Record<string, string>) => parseEnv(source);

describe("OpenTelemetry's variables", () => {
  it("reads headers and attributes as OpenTelemetry writes them", () => {
    const env = read({
      OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Basic%20eDp5, x-scope-orgid=team=a,",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod,team=a%2Cb",
      OTEL_SDK_DISABLED: "TRUE",
    });
    expect(env.OTEL_EXPORTER_OTLP_HEADERS).toEqual({ authorization: "Basic eDp5", "x-scope-orgid": "team=a" });
    expect(env.OTEL_RESOURCE_ATTRIBUTES).toEqual({ "deployment.environment.name": "prod", team: "a,b" });
    expect(env.OTEL_SDK_DISABLED).toBe(true);
    expect(env.OTEL_TRACES_SAMPLER).toBe("parentbased_always_on");
  });

  it.each([
    ["key=a%0d%0ax-evil:1", "line breaks"],
    ["key=a%0Ab", "line breaks"],
    ["key=a\r\nx: 1", "line breaks"],
    ["ke%0ay=a", "name"],
    ["key=a%00", "control characters"],
    ["host=evil", "may not be set"],
    ["Content-Length=1", "may not be set"],
    ["transfer-encoding=chunked", "may not be set"],
    ["key=%zz", "percent-encoded"],
    ["just-a-key", "key=value"],
  ])("refuses the header %j and does not quote its value", (value, why) => {
    const problem = (): unknown => read({ OTEL_EXPORTER_OTLP_HEADERS: value });
    expect(problem).toThrow(why);
    expect(problem).not.toThrow("evil:1");
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "gRPC is not spoken"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:pass@host", "without user"],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://host", "http or https"],
    ["OTEL_TRACES_SAMPLER_ARG", "1.5", "from 0 to 1"],
    ["OTEL_TRACES_SAMPLER", "sometimes", "always_on"],
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "br", "gzip or none"],
    ["OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem", "cannot be read (ENOENT)"],
    ["OTEL_EXPORTER_OTLP_CERTIFICATE", `${certificates}/client-key.pem`, "holds no certificate"],
    ["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", `${certificates}/README.md`, "holds no certificate"],
    ["OTEL_EXPORTER_OTLP_CLIENT_KEY", `${certificates}/client.pem`, "no private key in PEM form"],
    ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", `${certificates}/client.pem`, "one of them is missing"],
    ["OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", `${certificates}/client-key.pem`, "one of them is missing"],
    ["OTEL_BSP_MAX_QUEUE_SIZE", "0", "from 1 to"],
    ["OTEL_BSP_MAX_QUEUE_SIZE", "100", "may not be larger than OTEL_BSP_MAX_QUEUE_SIZE"],
    ["OTEL_BSP_EXPORT_TIMEOUT", "soon", "whole number"],
    ["TEMPO_TENANT", "a\nb", "line breaks"],
    ["GRAFANA_TOKEN", "a\r\nx: 1", "line breaks"],
  ])("refuses %s=%s", (name, value, why) => {
    expect(() => read({ [name]: value })).toThrow(why);
  });

  it("reads certificates once, at start, and a key that belongs to its certificate", () => {
    const env = read({
      OTEL_EXPORTER_OTLP_CERTIFICATE: `${certificates}/authority.pem`,
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: `${certificates}/client.pem`,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: `${certificates}/client-key.pem`,
    });
    expect(env.OTEL_EXPORTER_OTLP_CERTIFICATE).toMatch(/^-----BEGIN CERTIFICATE-----/);
    const wrong = {
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: `${certificates}/client.pem`,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: `${certificates}/collector-key.pem`,
    };
    expect(() => read(wrong)).toThrow("the key is another certificate's");
  });
});
