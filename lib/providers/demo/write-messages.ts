import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoAnswer } from "./plan-answer";
import type { Piece } from "./pace-answer";
import { mapTokens, namedEvent, type ReplyContext } from "./demo-reply";
import { base62, type SeededRandom } from "./seeded-random";

const stopReasons = {
  end: "end_turn",
  length: "max_tokens",
  "stop-sequence": "stop_sequence",
  tool: "tool_use",
} as const;

function buildUsage({ request }: ReplyContext, outputTokens: number): { readonly [key: string]: Json } {
  return {
    input_tokens: request.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    service_tier: "standard",
  };
}

function buildSignature(random: SeededRandom): string {
  return `${random.characters(210, `${base62}+/`)}==`;
}

function buildMessage(context: ReplyContext, content: readonly Json[]): { readonly [key: string]: Json } {
  return {
    id: `msg_01${context.random.characters(22)}`,
    type: "message",
    role: "assistant",
    model: context.request.model,
    content,
    stop_reason: null,
    stop_sequence: null,
    usage: buildUsage(context, 1),
  };
}

/** The whole body of a message. */
export function buildMessageBody(context: ReplyContext): Json {
  const [answer] = context.answers;
  const { random } = context;
  const content: Json[] = [];
  if (answer.thinking !== null) {
    content.push({ type: "thinking", thinking: answer.thinking, signature: buildSignature(random) });
  }
  if (answer.text !== "") content.push({ type: "text", text: answer.text });
  if (answer.toolCall !== null) {
    const input = JSON.parse(answer.toolCall.argumentsJson) as Json;
    content.push({ type: "tool_use", id: `toolu_01${random.characters(22)}`, name: answer.toolCall.name, input });
  }
  return {
    ...buildMessage(context, content),
    stop_reason: stopReasons[answer.stop],
    stop_sequence: answer.stopSequence,
    usage: buildUsage(context, answer.outputTokens),
  };
}

interface Block {
  readonly opening: Json;
  readonly deltas: (index: number) => Piece[];
}

const writeDelta = (index: number, delta: Json, tokens: number): Piece =>
  namedEvent({ type: "content_block_delta", index, delta }, tokens);

function listBlocks(answer: DemoAnswer, random: SeededRandom): Block[] {
  const { thinking, text, toolCall } = answer;
  const blocks: Block[] = [];
  if (thinking !== null) {
    const signature = buildSignature(random);
    blocks.push({
      opening: { type: "thinking", thinking: "", signature: "" },
      deltas: (index) => [
        ...mapTokens(thinking, (token) => writeDelta(index, { type: "thinking_delta", thinking: token }, 1)),
        writeDelta(index, { type: "signature_delta", signature }, 0),
      ],
    });
  }
  if (text !== "") {
    blocks.push({
      opening: { type: "text", text: "" },
      deltas: (index) => mapTokens(text, (token) => writeDelta(index, { type: "text_delta", text: token }, 1)),
    });
  }
  if (toolCall !== null) {
    blocks.push({
      opening: { type: "tool_use", id: `toolu_01${random.characters(22)}`, name: toolCall.name, input: {} },
      deltas: (index) => [
        writeDelta(index, { type: "input_json_delta", partial_json: "" }, 0),
        ...mapTokens(toolCall.argumentsJson, (token) =>
          writeDelta(index, { type: "input_json_delta", partial_json: token }, 1),
        ),
      ],
    });
  }
  return blocks;
}

const ping: Piece = { text: 'event: ping\ndata: {"type": "ping"}\n\n', tokens: 0 };

function writeBlock(block: Block, index: number): Piece[] {
  const start = namedEvent({ type: "content_block_start", index, content_block: block.opening });
  const pings = index === 0 ? [ping] : [];
  return [start, ...pings, ...block.deltas(index), namedEvent({ type: "content_block_stop", index })];
}

/** The events of a streamed message. */
export function buildMessageEvents(context: ReplyContext): Piece[] {
  const [answer] = context.answers;
  const start = namedEvent({ type: "message_start", message: buildMessage(context, []) });
  const blocks = listBlocks(answer, context.random).flatMap(writeBlock);
  const delta = { stop_reason: stopReasons[answer.stop], stop_sequence: answer.stopSequence };
  const usage = { output_tokens: answer.outputTokens };
  return [start, ...blocks, namedEvent({ type: "message_delta", delta, usage }), namedEvent({ type: "message_stop" })];
}
