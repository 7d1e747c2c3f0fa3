import { isKeyOf } from "./pem-files";
import type { Env } from "./variables";

type Pem = string | null | undefined;

/** Certificate and key are used together; the ones for traces win one by one. */
function checkClientCertificate(certificate: Pem, key: Pem): string[] {
  const names = "OTEL_EXPORTER_OTLP_(TRACES_)CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_(TRACES_)CLIENT_KEY";
  if (certificate == null && key == null) return [];
  if (certificate == null || key == null) return [`${names} are used together: one of them is missing`];
  return isKeyOf(certificate, key) ? [] : [`${names} do not belong together: the key is another certificate's`];
}

/** What is wrong about values that are each right. Called when every one of them is. */
export function checkTogether(env: Env): string[] {
  const problems = checkClientCertificate(
    env.OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE ?? env.OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE,
    env.OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY ?? env.OTEL_EXPORTER_OTLP_CLIENT_KEY,
  );
  const { OTEL_BSP_MAX_QUEUE_SIZE: queue, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: batch } = env;
  if (queue !== undefined && batch > queue)
    problems.push("OTEL_BSP_MAX_EXPORT_BATCH_SIZE may not be larger than OTEL_BSP_MAX_QUEUE_SIZE");
  const { DIFFRACT_KEEP_BODIES_DAYS: bodies, DIFFRACT_KEEP_CALLS_DAYS: calls } = env;
  if (bodies !== undefined && calls !== undefined && bodies > calls)
    problems.push(
      "DIFFRACT_KEEP_BODIES_DAYS may not be more than DIFFRACT_KEEP_CALLS_DAYS: bodies go with their calls",
    );
  return problems;
}
