/** The places on a call's way where its body is known: there (request), and back (response). */
export const hops = [
  "client_sent",
  "after_policies",
  "on_wire",
  "provider_sent",
  "normalised",
  "client_received",
] as const;
export type Hop = (typeof hops)[number];

export const hopPresets = ["policies", "client", "model", "translation"] as const;
export type HopPreset = (typeof hopPresets)[number];

export type Hook = "request" | "response";

/** Which two places are compared in one section; the same place twice shows it alone. */
export interface HopPair {
  readonly from: Hop;
  readonly to: Hop;
}

/** What of the bodies is looked at. */
export interface BodySelection {
  readonly pairs: readonly HopPair[];
  /** Steps that are left out, by index: what would have been without them. */
  readonly hidden: readonly number[];
  /** The one step whose own before and after is shown; `null` for all. */
  readonly only: number | null;
}

export const hopWords: Readonly<Record<Hop, { readonly name: string; readonly of: string }>> = {
  client_sent: { name: "Client sent", of: "what the client sent" },
  after_policies: { name: "After policies", of: "what the policies made of it" },
  on_wire: { name: "On the wire", of: "what the provider got" },
  provider_sent: { name: "Provider sent", of: "what the provider answered" },
  normalised: { name: "Normalised", of: "the answer in the client's dialect" },
  client_received: { name: "Client received", of: "what the client got" },
};

const pair = (from: Hop, to: Hop): HopPair => ({ from, to });

export const presetPairs: Readonly<Record<HopPreset, readonly HopPair[]>> = {
  policies: [pair("client_sent", "after_policies"), pair("provider_sent", "client_received")],
  client: [pair("client_sent", "client_sent"), pair("client_received", "client_received")],
  model: [pair("on_wire", "on_wire"), pair("provider_sent", "provider_sent")],
  translation: [pair("after_policies", "on_wire"), pair("provider_sent", "normalised")],
};

/** Whether a place is on the way there or on the way back. */
export function hookOf(hop: Hop): Hook {
  return hops.indexOf(hop) < hops.indexOf("provider_sent") ? "request" : "response";
}

/** What the policies did: the view that opens first. */
export const defaultSelection: BodySelection = { pairs: presetPairs.policies, hidden: [], only: null };

function readHop(text: string | null): Hop | null {
  return hops.find((hop) => hop === text) ?? null;
}

function readIndexes(text: string | null): number[] {
  return (text ?? "").split(",").flatMap((one) => (/^\d{1,3}$/.test(one) ? [Number(one)] : []));
}

/** Reads a selection from the parameters of an address; whatever is not known there is left out. */
export function readSelection(params: Pick<URLSearchParams, "get">): BodySelection {
  const [from, to] = [readHop(params.get("from")), readHop(params.get("to"))];
  const preset = hopPresets.find((known) => known === params.get("hops")) ?? "policies";
  const pairs = from !== null && to !== null ? [pair(from, to)] : presetPairs[preset];
  return { pairs, hidden: readIndexes(params.get("hide")), only: readIndexes(params.get("policy"))[0] ?? null };
}
