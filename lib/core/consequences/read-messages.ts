import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject } from "../json/json-access";

export interface Messages {
  readonly key: string;
  readonly items: readonly Json[];
}

/** The messages of a request, whatever they are called in its dialect. */
export function listMessages(body: Json): Messages {
  const object = asObject(body);
  const key = Array.isArray(object?.messages) ? "messages" : "input";
  return { key, items: asArray(object?.[key]) };
}

export interface Block {
  readonly path: string;
  readonly value: Json;
}

/** The blocks of all messages; of answers those of their one message, and items of the Responses API themselves. */
export function listBlocks(body: Json): Block[] {
  const { key, items } = listMessages(body);
  const blocks = items.flatMap((message, index) => {
    const path = `${key}[${String(index)}]`;
    const content = asArray(asObject(message)?.content);
    const inside = content.map((value, at) => ({ path: `${path}.content[${String(at)}]`, value }));
    return [{ path, value: message }, ...inside];
  });
  const own = (name: "content" | "output") =>
    asArray(asObject(body)?.[name]).map((value, at) => ({ path: `${name}[${String(at)}]`, value }));
  return [...blocks, ...own("content"), ...own("output")];
}
