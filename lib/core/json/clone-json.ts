import type { Json } from "../dialects/dialect-adapter";
import { isObject, setKey, type OpenObject } from "./json-access";

/** A deep copy that may be written to. Without recursion: `structuredClone` overflows on nesting that `JSON.parse` accepts. */
export function cloneJson(root: Json): Json {
  const stack: { readonly source: Json; readonly put: (copy: Json) => void }[] = [];
  let result: Json = null;
  stack.push({
    source: root,
    put: (copy) => {
      result = copy;
    },
  });
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { source, put } = next;
    if (Array.isArray(source)) {
      const copy: Json[] = Array.from({ length: source.length }, () => null);
      put(copy);
      for (const [index, item] of (source as readonly Json[]).entries()) {
        stack.push({ source: item, put: (value) => (copy[index] = value) });
      }
    } else if (isObject(source)) {
      const copy: OpenObject = {};
      put(copy);
      // Set at once, so that keys keep their order; the value is put in later.
      for (const [key, item] of Object.entries(source)) {
        setKey(copy, key, null);
        stack.push({
          source: item,
          put: (value) => {
            setKey(copy, key, value);
          },
        });
      }
    } else put(source);
  }
  return result;
}
