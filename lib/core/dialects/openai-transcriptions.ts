import { asArray, asObject, asString } from "../json/json-access";
import { previewOtherRequest, previewOtherResponse } from "./preview-endpoint";
import { buildErrorBody } from "./error-body";
import type { DialectAdapter, Json, SlotValue, StreamDelta, StreamReader } from "./dialect-adapter";
import { assembleTranscription } from "./media-streams";
import { addSlot } from "./openai-chat-slots";
import { noFacts } from "./openai-chat-stream";
import { openaiInputs } from "./openai-inputs";

/** What was heard: as a whole, by segments, and word by word where that was asked for. */
function listResponseSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  addSlot(slots, "text", "assistant", root?.text);
  for (const [list, key] of [
    ["segments", "text"],
    ["words", "word"],
  ] as const) {
    for (const [index, item] of asArray(root?.[list]).entries()) {
      addSlot(slots, `${list}[${index}].${key}`, "assistant", asObject(item)?.[key]);
    }
  }
  return slots;
}

function createReader(): StreamReader {
  let segments = 0;
  return (name, data) => {
    const event = asObject(data);
    const type = asString(event?.type) ?? name;
    const eventPath = type === "transcript.text.delta" ? "delta" : "text";
    const text = asString(event?.[eventPath]);
    if (text === null) return noFacts;
    const rest: Omit<StreamDelta, "slotPath"> = { eventPath, kind: "assistant", format: "text", text };
    if (type === "transcript.text.delta") return { ...noFacts, deltas: [{ slotPath: "text", ...rest }] };
    if (type === "transcript.text.done") return { deltas: [], copies: [{ slotPath: "text", ...rest }], ends: ["text"] };
    if (type !== "transcript.text.segment") return noFacts;
    return { ...noFacts, copies: [{ slotPath: `segments[${segments++}].text`, ...rest }] };
  };
}

/** Transcriptions and translations of recordings: the prompt of the form, and what was heard. */
export const openaiTranscriptions: DialectAdapter = {
  id: "openai-transcriptions",
  listRequestSlots: openaiInputs.listRequestSlots,
  listResponseSlots,
  createStreamReader: createReader,
  // There is no other end for a transcript than its error.
  createStreamCloser: () => ({
    observe: () => undefined,
    close: (message) => `data: ${buildErrorBody("openai", "blocked_by_policy", message, "")}\n\n`,
  }),
  assembleStream: assembleTranscription,
  previewRequest: (body) => previewOtherRequest("audio.transcriptions", body),
  previewResponse: (body) => previewOtherResponse("audio.transcriptions", body),
};
