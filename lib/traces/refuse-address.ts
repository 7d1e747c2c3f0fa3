import { BlockList, isIP } from "node:net";

/**
 * Where no collector can be: cloud metadata (link-local), unspecified, multicast, reserved, broadcast. Loopback and private
 * networks are where collectors live, and the address comes from whoever runs this process.
 */
const refused = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  refused.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 128],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
] as const)
  refused.addSubnet(network, bits, "ipv6");

/** Whether nothing may be sent to an address. IPv4 inside of IPv6 counts as what it is. */
export function isRefusedAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || refused.check(address, family === 6 ? "ipv6" : "ipv4");
}
