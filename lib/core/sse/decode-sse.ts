import type { SseEvent } from "../dialects/dialect-adapter";
import { createSseSplitter } from "./sse-splitter";

/** All events of a whole body. The last one counts even without its blank line: it is what the SDKs of OpenAI do too. */
export function decodeSse(bytes: Uint8Array): SseEvent[] {
  const splitter = createSseSplitter();
  const events: SseEvent[] = [];
  for (const event of [...splitter.push(bytes), ...splitter.end()]) {
    if (event.data !== null) events.push({ name: event.name, data: event.data });
  }
  return events;
}
