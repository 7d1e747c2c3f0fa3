import { asArray, asObject, asString } from "../json/json-access";
import type { DialectAdapter, Json, SlotValue, StreamReader } from "./dialect-adapter";
import { buildErrorBody } from "./error-body";
import { assembleImages } from "./media-streams";
import { addSlot } from "./openai-chat-slots";
import { noFacts } from "./openai-chat-stream";
import { openaiInputs } from "./openai-inputs";
import { previewOtherRequest, previewOtherResponse } from "./preview-endpoint";
import { toCopies } from "./stream-copies";

/** The words that a picture was really made from. */
function listResponseSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  for (const [index, image] of asArray(asObject(body)?.data).entries()) {
    addSlot(slots, `data[${index}].revised_prompt`, "assistant", asObject(image)?.revised_prompt);
  }
  return slots;
}

/** Only finished pictures are in the record, in the order in which they were finished. */
function createReader(): StreamReader {
  let finished = 0;
  return (name, data) => {
    const event = asObject(data);
    const isFinished = (asString(event?.type) ?? name)?.endsWith(".completed") === true;
    const slots: SlotValue[] = [];
    addSlot(slots, "revised_prompt", "assistant", event?.revised_prompt);
    const slotRoot = `data[${finished}].`;
    if (isFinished) finished++;
    return slots.length === 0 ? noFacts : { ...noFacts, copies: toCopies(slots, { slotRoot, eventRoot: "" }) };
  };
}

/** Pictures: what they are to show, and the words that they were made from in the end. */
export const openaiImages: DialectAdapter = {
  id: "openai-images",
  listRequestSlots: openaiInputs.listRequestSlots,
  listResponseSlots,
  createStreamReader: createReader,
  // There is no other end for pictures than their error.
  createStreamCloser: () => ({
    observe: () => undefined,
    close: (message) => {
      const { error } = JSON.parse(buildErrorBody("openai", "blocked_by_policy", message, "")) as { error: object };
      return `event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`;
    },
  }),
  assembleStream: assembleImages,
  previewRequest: (body) => previewOtherRequest("images.generations", body),
  previewResponse: (body) => previewOtherResponse("images.generations", body),
};
