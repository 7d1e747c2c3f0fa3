import { AppError } from "@/lib/core/errors";

const longestUrl = 500;

function refuse(why: string): never {
  throw new AppError("invalid_request", `The address of an upstream ${why}.`);
}

/** Addresses at which no model is ever served: link-local (cloud metadata), unspecified, multicast, reserved, broadcast. */
function isNeverLegitimate(host: string): boolean {
  if (/^metadata\.google\.internal\.?$/.test(host)) return true;
  if (/^(?:0|169\.254|22[4-9]|23\d|24\d|25[0-5])\./.test(host) && /^[\d.]+$/.test(host)) return true;
  if (!host.startsWith("[")) return false;
  const address = host.slice(1, -1);
  // WHATWG URLs write mapped and compatible IPv4 as two groups of hex: a9fe is 169.254.
  const embedded = /^::(?:ffff:)?(?:0:)?([0-9a-f]{1,4}):[0-9a-f]{1,4}$/.exec(address)?.[1];
  const high = embedded === undefined ? -1 : parseInt(embedded, 16) >> 8;
  const isEmbeddedBad = embedded === "a9fe" || high === 0 || high >= 224;
  return address === "::" || isEmbeddedBad || /^(?:fe[89a-f]|ff)/.test(address) || address === "fd00:ec2::254";
}

/**
 * An upstream's address without `/v1` and trailing slashes. Private networks are fine (a model on this machine);
 * addresses that can only be an attack are not.
 * @throws AppError `invalid_request`
 */
export function checkBaseUrl(text: string): string {
  if (text.length > longestUrl || !URL.canParse(text)) refuse("must be like https://host/path");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") refuse("must begin with https:// or http://");
  if (url.username !== "" || url.password !== "") refuse("must not hold a user name or a password");
  if (url.search !== "" || url.hash !== "") refuse("must not have a query or a fragment");
  if (isNeverLegitimate(url.hostname)) refuse("may not be in this range");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/v1$/, "").replace(/\/+$/, "");
}
