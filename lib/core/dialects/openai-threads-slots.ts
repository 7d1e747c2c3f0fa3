/** Where texts are in bodies of assistants, threads, their messages, runs and steps. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import type { Json, SlotValue } from "./dialect-adapter";
import { addSlot } from "./openai-chat-slots";

/** What people said is theirs; everything else in a thread was said by the assistant. */
export function kindOfRole(role: Json | undefined): SlotKind {
  return role === "user" ? "user" : "assistant";
}

/** Adds the texts of one message, which are strings in requests and objects with a `value` in answers. */
export function addThreadMessage(slots: SlotValue[], path: string, message: JsonObject): void {
  const kind = kindOfRole(message.role);
  addSlot(slots, `${path}content`, kind, message.content);
  for (const [index, part] of asArray(message.content).entries()) {
    if (!isObject(part)) continue;
    addSlot(slots, `${path}content[${index}].text`, kind, part.text);
    addSlot(slots, `${path}content[${index}].text.value`, kind, asObject(part.text)?.value);
    addSlot(slots, `${path}content[${index}].refusal`, "refusal", part.refusal);
  }
}

/** Adds the texts of tool calls: what they are given, and what they answered. */
export function addThreadCalls(slots: SlotValue[], path: string, calls: Json | undefined): void {
  for (const [index, call] of asArray(calls).entries()) {
    const at = `${path}tool_calls[${index}]`;
    const called = asObject(asObject(call)?.function);
    const text = asString(called?.arguments);
    if (text !== null) {
      slots.push({ path: `${at}.function.arguments`, kind: "tool-arguments", format: "json", text });
    }
    addSlot(slots, `${at}.function.output`, "tool-result", called?.output);
    const code = asObject(asObject(call)?.code_interpreter);
    addSlot(slots, `${at}.code_interpreter.input`, "tool-arguments", code?.input);
  }
}

/** Adds the texts of a step of a run. */
export function addThreadStep(slots: SlotValue[], path: string, step: JsonObject): void {
  addThreadCalls(slots, `${path}step_details.`, asObject(step.step_details)?.tool_calls);
}

/** Adds the texts of a run: the calls that it waits for. */
export function addThreadRun(slots: SlotValue[], path: string, run: JsonObject): void {
  const waiting = asObject(asObject(run.required_action)?.submit_tool_outputs);
  addThreadCalls(slots, `${path}required_action.submit_tool_outputs.`, waiting?.tool_calls);
}

function addThing(slots: SlotValue[], path: string, thing: JsonObject): void {
  addThreadMessage(slots, path, thing);
  addThreadStep(slots, path, thing);
  addThreadRun(slots, path, thing);
}

function addThings(slots: SlotValue[], path: string, list: Json | undefined): void {
  for (const [index, thing] of asArray(list).entries())
    if (isObject(thing)) addThing(slots, `${path}[${index}].`, thing);
}

/** Texts of what is sent: an assistant, a thread, a message, a run, or what tools answered. */
export function listThreadRequestSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body) ?? {};
  addSlot(slots, "instructions", "system", root.instructions);
  addSlot(slots, "additional_instructions", "system", root.additional_instructions);
  addThreadMessage(slots, "", root);
  addThings(slots, "messages", root.messages);
  addThings(slots, "additional_messages", root.additional_messages);
  addThings(slots, "thread.messages", asObject(root.thread)?.messages);
  for (const [index, output] of asArray(root.tool_outputs).entries()) {
    addSlot(slots, `tool_outputs[${index}].output`, "tool-result", asObject(output)?.output);
  }
  return slots;
}

/** Texts of what is answered: one thing, a list of them, or a run as it was put together from its stream. */
export function listThreadResponseSlots(body: Json): SlotValue[] {
  const slots: SlotValue[] = [];
  const root = asObject(body);
  if (root === null) return slots;
  addThing(slots, "", root);
  addThings(slots, "data", root.data);
  addThings(slots, "messages", root.messages);
  addThings(slots, "steps", root.steps);
  return slots;
}
