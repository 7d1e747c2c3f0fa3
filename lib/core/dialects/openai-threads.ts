import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { previewText } from "../text/preview-text";
import type {
  DialectAdapter,
  Json,
  SlotValue,
  StreamCloser,
  StreamDelta,
  StreamFacts,
  StreamReader,
} from "./dialect-adapter";
import { noFacts } from "./openai-chat-stream";
import {
  assembleThread,
  createIdPlacer,
  nameThreadObject,
  readPosition,
  readThreadEventName,
} from "./openai-threads-assembler";
import {
  addThreadMessage,
  addThreadRun,
  addThreadStep,
  listThreadRequestSlots,
  listThreadResponseSlots,
} from "./openai-threads-slots";

function readMessageDelta(root: string, delta: JsonObject): StreamDelta[] {
  return asArray(delta.content).flatMap((part, order): StreamDelta[] => {
    if (!isObject(part)) return [];
    const position = readPosition(part, order);
    const value = asString(asObject(part.text)?.value);
    const refusal = asString(part.refusal);
    const slot = `${root}content[${position}]`;
    const event = `delta.content[${order}]`;
    const said: StreamDelta[] = [];
    const format = "text";
    if (value !== null) {
      const paths = { slotPath: `${slot}.text.value`, eventPath: `${event}.text.value` };
      said.push({ ...paths, kind: "assistant", format, text: value });
    }
    if (refusal !== null) {
      said.push({ slotPath: `${slot}.refusal`, eventPath: `${event}.refusal`, kind: "refusal", format, text: refusal });
    }
    return said;
  });
}

function readStepDelta(root: string, delta: JsonObject): StreamDelta[] {
  return asArray(asObject(delta.step_details)?.tool_calls).flatMap((call, order): StreamDelta[] => {
    if (!isObject(call)) return [];
    const slot = `${root}step_details.tool_calls[${readPosition(call, order)}]`;
    const event = `delta.step_details.tool_calls[${order}]`;
    const called = asObject(call.function);
    const code = asObject(call.code_interpreter)?.input;
    const texts: readonly (readonly [string, Json | undefined, SlotValue["kind"], SlotValue["format"]])[] = [
      [".function.arguments", called?.arguments, "tool-arguments", "json"],
      [".function.output", called?.output, "tool-result", "text"],
      [".code_interpreter.input", code, "tool-arguments", "text"],
    ];
    return texts.flatMap(([name, text, kind, format]): StreamDelta[] => {
      return typeof text === "string" ? [{ slotPath: slot + name, eventPath: event + name, kind, format, text }] : [];
    });
  });
}

/** What is there whole: every text once more. */
function toCopies(root: string, add: (slots: SlotValue[], path: string, thing: JsonObject) => void, event: JsonObject) {
  const slots: SlotValue[] = [];
  add(slots, "", event);
  return slots
    .filter(({ text }) => text !== "")
    .map(({ path, kind, format, text }) => ({ slotPath: root + path, eventPath: path, kind, format, text }));
}

const over = /\.(?:completed|failed|cancelled|expired|incomplete)$/;

/** The reader of one run's stream. */
function createThreadReader(): StreamReader {
  const placeMessage = createIdPlacer();
  const placeStep = createIdPlacer();
  return (eventName, data): StreamFacts => {
    const event = asObject(data);
    if (event === null) return noFacts;
    const name = readThreadEventName(eventName, event);
    const what = nameThreadObject(name);
    const isOver = over.test(name);
    if (what === "run") {
      return { deltas: [], copies: toCopies("", addThreadRun, event), ends: isOver ? ["messages[", "steps["] : [] };
    }
    if (what !== "message" && what !== "step") return noFacts;
    const root = what === "message" ? `messages[${placeMessage(event.id)}].` : `steps[${placeStep(event.id)}].`;
    const delta = asObject(event.delta);
    if (name.endsWith(".delta")) {
      if (delta === null) return noFacts;
      return { ...noFacts, deltas: what === "message" ? readMessageDelta(root, delta) : readStepDelta(root, delta) };
    }
    const copies = toCopies(root, what === "message" ? addThreadMessage : addThreadStep, event);
    return { deltas: [], copies, ends: isOver ? [root] : [] };
  };
}

/** A run has no ending for a refusal but its failure. */
function createThreadCloser(): StreamCloser {
  let run: JsonObject = { id: "run_blocked", object: "thread.run" };
  return {
    observe: (name, data) => {
      const event = asObject(data);
      if (event !== null && nameThreadObject(readThreadEventName(name, event)) === "run") run = event;
    },
    close: (message) => {
      const failed = {
        ...run,
        status: "failed",
        failed_at: asNumber(run.created_at),
        required_action: null,
        last_error: { code: "server_error", message },
      };
      return `event: thread.run.failed\ndata: ${JSON.stringify(failed)}\n\nevent: done\ndata: [DONE]\n\n`;
    },
  };
}

function readFirst(slots: readonly SlotValue[], kind: SlotValue["kind"]): string | null {
  return previewText(slots.findLast((slot) => slot.kind === kind)?.text ?? null);
}

/** Assistants and threads: their messages, runs and steps, and the streams of runs. */
export const openaiThreads: DialectAdapter = {
  id: "openai-threads",
  listRequestSlots: listThreadRequestSlots,
  listResponseSlots: listThreadResponseSlots,
  createStreamReader: createThreadReader,
  createStreamCloser: createThreadCloser,
  assembleStream: assembleThread,
  previewRequest: (body: Json) => readFirst(listThreadRequestSlots(body), "user"),
  previewResponse: (body: Json) => readFirst(listThreadResponseSlots(body), "assistant"),
};
