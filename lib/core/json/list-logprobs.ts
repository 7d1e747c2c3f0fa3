import type { Json } from "../dialects/dialect-adapter";
import { readPath } from "./json-path";
import type { JsonSplice } from "./splice-json";

/** Texts of chat and legacy completions: their choice has the log probabilities. */
const choiceText = /^choices\[\d+\]\./;
/** Texts of the Responses dialect, in bodies and in each kind of event: they are beside the text. */
const outputText =
  /^((?:(?:response\.)?output\[\d+\]\.content\[\d+\]\.|item\.content\[\d+\]\.|part\.)?)(?:text|delta)$/;

/** Segments of transcripts: their text once more, as numbers of tokens. */
const segmentText = /^(segments\[\d+\]\.)text$/;

function findPlace(path: string): string | null {
  const segment = segmentText.exec(path)?.[1];
  if (segment !== undefined) return `${segment}tokens`;
  const choice = choiceText.exec(path)?.[0];
  if (choice !== undefined) return `${choice}logprobs`;
  const beside = outputText.exec(path)?.[1];
  return beside === undefined ? null : `${beside}logprobs`;
}

/**
 * Log probabilities repeat a text token by token. Where an edited text has them, they must go with what was removed.
 * @param paths of the edited texts in `document`, a body or a stream event
 */
export function listLogprobs(document: Json, paths: Iterable<string>): JsonSplice[] {
  const found = new Set<string>();
  for (const path of paths) {
    const place = findPlace(path);
    if (place !== null && (readPath(document, place) ?? null) !== null) found.add(place);
  }
  return [...found].map((path) => ({ path, value: null }));
}
