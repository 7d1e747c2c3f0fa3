import type { TraceSpan } from "../contracts/trace";

/** Attributes longer than this are searched up to here only. */
const searchedCharacters = 4_096;

function holds(text: string, words: string): boolean {
  return text.slice(0, searchedCharacters).toLowerCase().includes(words);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Whether a span is what somebody looks for: in its name, service, id, kind, status or attributes. `key=value` looks at one
 * attribute only; `error` finds failed spans by their status, too.
 */
export function matchesSpan(span: TraceSpan, search: string): boolean {
  const words = search.trim().toLowerCase();
  if (words === "") return false;
  const [key = "", ...rest] = words.split("=");
  if (rest.length > 0 && key !== "") {
    const wanted = rest.join("=");
    return Object.entries(span.attributes).some(
      ([name, value]) => name.toLowerCase() === key && holds(textOf(value), wanted),
    );
  }
  const { name, service, span_id, kind, status, attributes, events } = span;
  return (
    [name, service, span_id, kind, status].some((text) => holds(text, words)) ||
    Object.entries(attributes).some(([attribute, value]) => holds(attribute, words) || holds(textOf(value), words)) ||
    events.some((event) => holds(event.name, words))
  );
}
