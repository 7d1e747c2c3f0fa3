import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { isRefusedAddress } from "./refuse-address";

/** Nothing may be sent there. Its message is for people. */
export class RefusedAddressError extends Error {
  readonly code = "REFUSED_ADDRESS";

  constructor() {
    super("Its name leads to an address that can only be a mistake or an attack (link-local, multicast, reserved).");
  }
}

export interface ConnectorOptions extends TlsFiles {
  readonly timeoutMs: number;
  /** For tests: what names mean. */
  readonly lookup?: Lookup;
}

/** What encrypted connections are made with, in PEM form. */
export interface TlsFiles {
  /** Who is trusted, instead of the authorities that Node knows. */
  readonly ca?: string | null | undefined;
  readonly cert?: string | null | undefined;
  readonly key?: string | null | undefined;
}

type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Looks a name up and refuses all that it means when one of them is refused: what is checked is what is connected to. */
function createCheckedLookup(find: Lookup): LookupFunction {
  return (hostname, options, callback) => {
    find(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses;
      if (error !== null) callback(error, "", 0);
      else if (first === undefined || addresses.some(({ address }) => isRefusedAddress(address)))
        callback(new RefusedAddressError(), "", 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Opens connections to addresses that may be sent to, and to no others, whatever a name means by then. */
export function createCheckedConnector(options: ConnectorOptions): buildConnector.connector {
  const { timeoutMs, lookup: find = lookup, ca, cert, key } = options;
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: createCheckedLookup(find),
    ...(ca != null && { ca }),
    ...(cert != null && { cert }),
    ...(key != null && { key }),
  });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && isRefusedAddress(host)) {
      queueMicrotask(() => {
        callback(new RefusedAddressError(), null);
      });
      return;
    }
    connect(target, callback);
  };
}
