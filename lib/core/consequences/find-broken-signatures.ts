import type { Json } from "../dialects/dialect-adapter";
import { asObject, asString } from "../json/json-access";
import type { Consequence } from "./consequence";
import { listBlocks } from "./read-messages";

interface SignedBlock {
  readonly path: string;
  readonly text: string;
}

/** What the provider signed or sealed, by signature: Anthropic's thinking, OpenAI's encrypted reasoning. */
function listSigned(body: Json): Map<string, SignedBlock> {
  const found = new Map<string, SignedBlock>();
  for (const { path, value } of listBlocks(body)) {
    const block = asObject(value);
    const isSealed = asString(block?.type) === "redacted_thinking";
    const signature =
      asString(block?.signature) ?? asString(block?.encrypted_content) ?? (isSealed ? asString(block?.data) : null);
    if (signature === null || signature === "") continue;
    found.set(signature, { path, text: JSON.stringify(value) });
  }
  return found;
}

const whatFollows = {
  request: "Providers refuse thinking that does not fit its signature, with status 400.",
  response: "Clients send thinking back with the next turn, and the provider will refuse it then, with status 400.",
};

/** Signed or sealed thinking that did not come through whole. */
export function findBrokenSignatures(before: Json, after: Json, hook: "request" | "response"): Consequence[] {
  const left = listSigned(after);
  return [...listSigned(before)].flatMap(([signature, { path, text }]): Consequence[] => {
    const now = left.get(signature);
    if (now?.text === text) return [];
    const what = now === undefined ? "was removed, or its signature was changed" : "was changed, but not its signature";
    const detail = `A signed thinking block ${what}. ${whatFollows[hook]}`;
    return [
      { kind: "signature", severity: "warning", title: "Signed thinking is broken", detail, path, isEstimated: false },
    ];
  });
}
