import { lookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { isRefusedAddress } from "./refuse-address";

/** Nothing may be sent there. Its message is for people. */
export class RefusedAddressError extends Error {
  readonly code = "REFUSED_ADDRESS";

  constructor() {
    super(
      "The collector's name leads to an address that can only be a mistake or an attack (link-local, multicast, reserved).",
    );
  }
}

/** Looks a name up and refuses all that it means when one of them is refused: what is checked is what is connected to. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses;
    if (error !== null) callback(error, "", 0);
    else if (first === undefined || addresses.some(({ address }) => isRefusedAddress(address)))
      callback(new RefusedAddressError(), "", 0);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** Opens connections to addresses that may be sent to, and to no others, whatever a name means by then. */
export function createCheckedConnector(timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout, lookup: checkedLookup });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && isRefusedAddress(host)) {
      queueMicrotask(() => {
        callback(new RefusedAddressError(), null);
      });
      return;
    }
    connect(options, callback);
  };
}
