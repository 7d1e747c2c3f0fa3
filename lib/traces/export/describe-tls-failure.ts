/** What OpenSSL and Node call it when a certificate is not believed. */
const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_UNTRUSTED",
]);

/** Words for failures of encryption that people can mend by settings; `null` for others. @param code of the error */
export function describeTlsFailure(code: string): string | null {
  if (untrusted.has(code))
    return `The collector's certificate is not trusted (${code}). OTEL_EXPORTER_OTLP_CERTIFICATE names who is.`;
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return `The collector's certificate is not valid now (${code}).`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return `The collector's certificate is for another name (${code}).`;
  if (/^ERR_SSL_.*ALERT/.test(code))
    return `The collector refused the encrypted connection (${code}). Does it want a client certificate?`;
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG")
    return `The collector does not speak TLS at this port (${code}).`;
  return null;
}
