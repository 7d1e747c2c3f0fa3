import type { PatchOperation } from "@/lib/core/diff/to-json-patch";

function readTarget(root: unknown, segments: readonly string[]): unknown {
  let value = root;
  for (const segment of segments) {
    value = Array.isArray(value)
      ? (value as unknown[])[Number(segment)]
      : Object.getOwnPropertyDescriptor(Object(value), segment)?.value;
  }
  return value;
}

/** Applies a JSON Patch in place (RFC 6902); returns the result. */
export function applyJsonPatch(document: unknown, operations: readonly PatchOperation[]): unknown {
  let root = document;
  for (const operation of operations) {
    const segments = operation.path
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = segments.at(-1);
    if (last === undefined) {
      root = operation.op === "remove" ? null : operation.value;
      continue;
    }
    const parent = readTarget(root, segments.slice(0, -1));
    if (Array.isArray(parent)) {
      const index = Number(last);
      if (operation.op === "remove") parent.splice(index, 1);
      else parent.splice(index, operation.op === "add" ? 0 : 1, structuredClone(operation.value));
    } else if (operation.op === "remove") Reflect.deleteProperty(Object(parent) as object, last);
    else {
      const value: unknown = structuredClone(operation.value);
      Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return root;
}
