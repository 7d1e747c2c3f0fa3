/** The forms in which bodies come that policies read: what they say as a document, and how edits of it get into the bytes. */
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { readPath } from "@/lib/core/json/json-path";
import { setKey, type OpenObject } from "@/lib/core/json/json-access";
import { spliceJsonBytes, type JsonSplice } from "@/lib/core/json/splice-json";
import { listFormParts, mostFormParts, type FormPart } from "@/lib/core/multipart/list-form-parts";
import { parseJsonBytes } from "./parse-json-bytes";

export interface BodyForm {
  /** `undefined` when it is not of this form. */
  readonly parse: (bytes: Uint8Array) => Json | undefined;
  readonly splice: (bytes: Uint8Array, splices: readonly JsonSplice[]) => Uint8Array;
}

/** A JSON document. */
export const jsonForm: BodyForm = { parse: parseJsonBytes, splice: spliceJsonBytes };

/** A text of its own, which the record shows as `{text}`. */
export const textForm: BodyForm = {
  parse: (bytes) => ({ text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) }),
  splice: (bytes, splices) => {
    const said = splices.find(({ path }) => path === "text")?.value;
    return said == null ? bytes : new TextEncoder().encode(said);
  },
};

function groupParts(parts: readonly FormPart[]): Map<string, FormPart[]> {
  const groups = new Map<string, FormPart[]>();
  for (const part of parts) {
    const group = groups.get(part.name);
    if (group === undefined) groups.set(part.name, [part]);
    else group.push(part);
  }
  return groups;
}

/** Fields by name, as the record shows them: what comes twice is a list. What is no plain field is `null`. */
function parseForm(parts: readonly FormPart[]): Json {
  const fields: OpenObject = {};
  for (const [name, group] of groupParts(parts)) {
    const texts = group.map(({ text }) => text);
    setKey(fields, name, texts.length === 1 ? (texts[0] ?? null) : texts);
  }
  return fields;
}

/** Where the parts of a form stand, by the paths at which `parseForm` shows them. */
function locateParts(parts: readonly FormPart[], splices: readonly JsonSplice[]): (readonly [FormPart, string])[] {
  const positions: OpenObject = {};
  for (const [name, group] of groupParts(parts)) {
    const places = group.map((part) => parts.indexOf(part));
    setKey(positions, name, places.length === 1 ? (places[0] ?? null) : places);
  }
  return splices.flatMap(({ path, value }) => {
    const position = readPath(positions, path);
    const part = typeof position === "number" ? parts[position] : undefined;
    return part === undefined || value === null ? [] : [[part, value] as const];
  });
}

/** A `multipart/form-data` body, of which only plain fields are read. @param contentType the body's, with its boundary */
export function createMultipartForm(contentType: string): BodyForm {
  return {
    parse: (bytes) => {
      const parts = listFormParts(bytes, contentType);
      // What comes after the last part that is read could be anything.
      return parts === null || parts.length >= mostFormParts ? undefined : parseForm(parts);
    },
    splice: (bytes, splices) => {
      const replaced = locateParts(listFormParts(bytes, contentType) ?? [], splices);
      const pieces: Uint8Array[] = [];
      let from = 0;
      for (const [{ at, size }, text] of replaced.sort(([a], [b]) => a.at - b.at)) {
        pieces.push(bytes.subarray(from, at), new TextEncoder().encode(text));
        from = at + size;
      }
      return pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(from)]);
    },
  };
}
