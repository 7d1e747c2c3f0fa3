import { hostname, networkInterfaces } from "node:os";
import { getEnv } from "./env";

const wildcards: readonly string[] = ["0.0.0.0", "::", "[::]"];

function listOwnHosts(host: string): ReadonlySet<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const all = addresses.map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address));
  const named = wildcards.includes(host) ? [] : [host.includes(":") ? `[${host}]` : host];
  return new Set(["localhost", "[::1]", hostname(), ...named, ...all].map((name) => name.toLowerCase()));
}

/** Whether an address is, as far as it can be seen without asking anybody, the one on which we listen ourselves. */
export function isOwnAddress(url: string): boolean {
  const { HOST, PORT } = getEnv();
  const { hostname: host, port, protocol } = new URL(url);
  const asked = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  const isLoopback = /^127\.\d+\.\d+\.\d+$/.test(host) || host.endsWith(".localhost");
  return asked === PORT && (isLoopback || listOwnHosts(HOST).has(host.toLowerCase()));
}
