/** What the benchmark sends and what its upstream answers: sizes and shapes of everyday chat calls. */
const turns = [
  "We are planning the move of the billing service to the new cluster. What should we look at first?",
  "Look at what depends on it, how long it may be down, and how you would go back if something fails on the day.",
  "It is called by the web shop and by the nightly reports. It may be down for ten minutes, at night.",
  "Then rehearse it twice with a copy of the data, write down every step with its time, and decide beforehand at which minute you turn around.",
];

const plainAnswer =
  "Start with the rehearsal, since everything else depends on what it shows. Measure how long the copy takes, check that the reports come out the same, and keep the old service running in read-only mode until the first night has passed without surprises. Only then change the address in the web shop.";
const personalAnswer = plainAnswer.replace("Measure", "Your account number is 1234-5678-9012. Measure");

export type PayloadKind = "plain" | "personal";

/** A request whose answer is a stream of so many events. */
export function buildLongRequestBody(events: number): string {
  const messages = [{ role: "user", content: turns[0] }];
  return JSON.stringify({ model: "bench-long", stream: true, max_tokens: events, messages });
}

/** The body of a chat request; its model names the answer that the benchmark's upstream gives. */
export function buildRequestBody(kind: PayloadKind, isStreaming: boolean): string {
  const messages = turns.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));
  const question = { role: "user", content: "Good. And in which order would you change the callers?" };
  const system = {
    role: "system",
    content: "You help engineers of a mid-sized company. Be brief, say what you are unsure of.",
  };
  return JSON.stringify({
    model: `bench-${kind}`,
    stream: isStreaming,
    temperature: 0.2,
    max_tokens: 800,
    messages: [system, ...messages, question],
  });
}

/** A request of about 100 kB, as agents send them: a long history. */
export function buildLargeRequestBody(): string {
  const messages = Array.from({ length: 1_000 }, (_, index) => {
    return { role: index % 2 === 0 ? "user" : "assistant", content: turns[index % turns.length] };
  });
  return JSON.stringify({ model: "bench-plain", stream: false, max_tokens: 800, messages });
}

const envelope = { id: "chatcmpl-bench0123456789", created: 1_790_000_000, model: "bench" };

/** The whole answer. */
export function buildAnswer(kind: PayloadKind): string {
  const content = kind === "plain" ? plainAnswer : personalAnswer;
  return JSON.stringify({
    ...envelope,
    object: "chat.completion",
    choices: [
      { index: 0, message: { role: "assistant", content, refusal: null }, logprobs: null, finish_reason: "stop" },
    ],
    usage: { prompt_tokens: 142, completion_tokens: 61, total_tokens: 203 },
  });
}

function write(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ ...envelope, object: "chat.completion.chunk", choices })}\n\n`;
}

/** A request whose answer is a stream of so many events, one each `intervalMs`, which say when they were sent. */
export function buildPacedRequestBody(events: number, intervalMs: number): string {
  const messages = [{ role: "user", content: turns[0] }];
  return JSON.stringify({ model: `bench-paced-${String(intervalMs)}`, stream: true, max_tokens: events, messages });
}

const largeBytes = 20 * 1024 * 1024;

/** A request of 20 MB, as one with images is. */
export function buildHugeRequestBody(): string {
  const image = { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(largeBytes)}` } };
  return JSON.stringify({ model: "bench-plain", messages: [{ role: "user", content: [image] }] });
}

/** One event of a paced stream. @param sentAt milliseconds of a clock that its reader shares */
export function buildPacedEvent(sentAt: number): string {
  const choices = [{ index: 0, delta: { content: " again" }, logprobs: null, finish_reason: null }];
  const event = { ...envelope, object: "chat.completion.chunk", choices };
  return `data: ${JSON.stringify(event).slice(0, -1)},"sent_at":${sentAt.toFixed(3)}}\n\n`;
}

/** One of the events of a long stream. */
export function buildLongEvent(): string {
  return write({ content: " again" }, null);
}

/** The same answer as server-sent events, one word each. */
export function buildEvents(kind: PayloadKind): string[] {
  const content = kind === "plain" ? plainAnswer : personalAnswer;
  const words = content.match(/\s*\S+/g) ?? [];
  return [
    write({ role: "assistant", content: "" }, null),
    ...words.map((word) => write({ content: word }, null)),
    write({}, "stop"),
    "data: [DONE]\n\n",
  ];
}
