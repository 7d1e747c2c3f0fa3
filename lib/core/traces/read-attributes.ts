type Fields = Readonly<Record<string, unknown>>;

/** Deeper values are shown as a mark: nobody reads them, and hostile ones could be endless. */
const deepestLevel = 16;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Integers that a double holds become numbers; larger ones stay text, so that no digit is lost. */
function readInteger(value: unknown): number | string | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^-?\d{1,20}$/.test(value)) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readValue(value: unknown, level: number): unknown {
  if (!isFields(value)) return null;
  if (level > deepestLevel) return "(nested too deeply)";
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (typeof stringValue === "string") return stringValue;
  if (typeof boolValue === "boolean") return boolValue;
  if (intValue !== undefined) return readInteger(intValue);
  if (doubleValue !== undefined) return typeof doubleValue === "number" ? doubleValue : JSON.stringify(doubleValue);
  if (isFields(arrayValue)) {
    const { values } = arrayValue;
    return Array.isArray(values) ? values.map((one) => readValue(one, level + 1)) : [];
  }
  if (isFields(kvlistValue)) return readPairs(kvlistValue["values"], level + 1);
  return typeof bytesValue === "string" ? bytesValue : null;
}

function readPairs(value: unknown, level: number): Record<string, unknown> {
  const pairs: [string, unknown][] = [];
  for (const pair of Array.isArray(value) ? value : []) {
    if (isFields(pair) && typeof pair["key"] === "string") pairs.push([pair["key"], readValue(pair["value"], level)]);
  }
  // `fromEntries` defines properties, so that a key `__proto__` is only a key.
  return Object.fromEntries(pairs);
}

/** OTLP's list of `{key, value: {stringValue | intValue | …}}` as a record. */
export function readAttributes(value: unknown): Record<string, unknown> {
  return readPairs(value, 0);
}
