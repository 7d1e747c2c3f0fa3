import { headerDifferences } from "@/lib/gateway/forward-headers";

const keptFromUpstream = new Set<string>(headerDifferences.keptFromUpstream);
/** `date` is the clock's: it says when upstream answered, which is twice when it is asked twice. */
const differing = new Set<string>([...headerDifferences.keptFromClient, ...headerDifferences.addedForClient, "date"]);

/** Whether a request header may differ from what the client sent. The length is held to what the body has. */
export function differsForUpstream(name: string): boolean {
  return name !== "content-length" && keptFromUpstream.has(name.toLowerCase());
}

/** Whether a response header may differ from what upstream sent. */
export function differsForClient(name: string): boolean {
  return differing.has(name.toLowerCase());
}
