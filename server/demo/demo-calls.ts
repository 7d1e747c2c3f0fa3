/** What `npm run demo` sends: every kind of call that the pages can show, always the same ones. */
export interface DemoCall {
  readonly title: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Status that this call is meant to get. */
  readonly status: number;
  /** Go away after that many pieces of the answer. */
  readonly leaveAfter?: number;
  readonly hasBadToken?: boolean;
}

const chatPath = "/v1/chat/completions";
const messagesPath = "/v1/messages";
const anthropicHeaders = { "anthropic-version": "2023-06-01" };

const accountQuestion = "What's my account number?";
const personalText =
  "My name is Ana. Write to ana.pereira@example.com or call +1 (415) 555-0164. The card is 4111 1111 1111 1111, the account 9876-5432-1098.";
const weatherSchema = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 2 } },
  required: ["city"],
};
const contactSchema = { type: "object", properties: { email: { type: "string" }, phone: { type: "string" } } };
const weatherTool = {
  type: "function",
  function: { name: "get_weather", description: "Weather of the next days", parameters: weatherSchema },
};

const user = (content: string): object => ({ role: "user", content });

interface Options {
  readonly model?: string;
  readonly isStreaming?: boolean;
  readonly status?: number;
  readonly more?: Readonly<Record<string, unknown>>;
}

function chat(title: string, question: string, options: Options = {}): DemoCall {
  const { model = "demo", isStreaming = true, status = 200, more } = options;
  const body = { model, stream: isStreaming, messages: [user(question)], ...more };
  return { title, path: chatPath, body, status };
}

function message(title: string, question: string, options: Options = {}): DemoCall {
  const { model = "demo", isStreaming = true, status = 200, more } = options;
  const body = { model, stream: isStreaming, max_tokens: 1_024, messages: [user(question)], ...more };
  return { title, path: messagesPath, body, status, headers: anthropicHeaders };
}

function respond(title: string, input: string, isStreaming: boolean): DemoCall {
  return { title, path: "/v1/responses", body: { model: "demo", stream: isStreaming, input }, status: 200 };
}

const answers: readonly DemoCall[] = [
  chat("Account number, streamed", accountQuestion, { more: { stream_options: { include_usage: true } } }),
  chat("Account number, whole", accountQuestion, { isStreaming: false }),
  message("Account number, Anthropic, streamed", accountQuestion),
  message("E-mail address, Anthropic, whole", "What is my e-mail address?", { isStreaming: false }),
  respond("Card number, Responses, streamed", "What's my card number?", true),
  respond("Phone number, Responses, whole", "What is my phone number?", false),
  chat("Bank account", "What's my IBAN?"),
  chat("Access key in the answer", "What's my access key?"),
  chat("Nothing to change", "What is the capital of France?"),
];

const requests: readonly DemoCall[] = [
  chat("Personal data in the request", `${personalText} Please confirm.`),
  message("Personal data in the system prompt", "Write a haiku about the sea", {
    more: { system: `You write for one customer. ${personalText}` },
  }),
  chat("Key in the request, stopped", "Why does sk-ant-api03-Zm9yIHNob3cgb25seSwgbm90IGEgcmVhbCBrZXkhISE fail?", {
    status: 403,
  }),
  chat("Code name in the request", "When does Project Falcon ship, and who outside knows about Project Falcon?"),
];

const shapes: readonly DemoCall[] = [
  chat("Tool call, streamed", "What will the weather be like?", {
    model: "demo-tools",
    more: { tools: [weatherTool] },
  }),
  message("Tool call, Anthropic, personal data in its arguments", "Look up the customer.", {
    model: "demo-tools",
    more: { tools: [{ name: "find_customer", description: "Finds a customer", input_schema: contactSchema }] },
  }),
  chat("Thinking aloud", accountQuestion, { model: "demo-thinking" }),
  message("Thinking, Anthropic, signed", accountQuestion, { model: "demo-thinking" }),
  chat("Three answers at once", "Which of the two plans is better?", { more: { n: 3 } }),
  chat("JSON answer", "Who is the customer?", {
    isStreaming: false,
    more: {
      response_format: { type: "json_schema", json_schema: { name: "customer", schema: contactSchema } },
    },
  }),
  { title: "Legacy completion", path: "/v1/completions", body: { model: "demo", prompt: "Hello there" }, status: 200 },
  {
    title: "Embeddings",
    path: "/v1/embeddings",
    body: { model: "demo-embedding", input: ["red", "green"], dimensions: 8 },
    status: 200,
  },
  {
    title: "Token count",
    path: "/v1/messages/count_tokens",
    body: { model: "demo", messages: [user(accountQuestion)] },
    headers: anthropicHeaders,
    status: 200,
  },
];

const failures: readonly DemoCall[] = [
  { ...chat("Wrong token", accountQuestion, { status: 401 }), hasBadToken: true },
  chat("Unknown model", accountQuestion, { model: "demo-9000", status: 404 }),
  chat("Rate limit upstream", accountQuestion, { model: "demo-error-429", status: 429 }),
  message("Overloaded upstream", accountQuestion, { model: "demo-error-529", status: 529 }),
  chat("Error in the middle of a stream", accountQuestion, { model: "demo-error-midstream" }),
  message("Connection lost in the middle of a stream", accountQuestion, { model: "demo-error-cut" }),
  {
    ...chat("Client leaves in the middle of a stream", "Tell me about my account.", { model: "demo-long" }),
    leaveAfter: 20,
  },
];

const agentHeaders = {
  "x-diffract-session": "weekend-in-lisbon",
  "x-diffract-user": "ana",
  "x-diffract-agent": "travel-planner",
  "x-diffract-task": "plan-weekend",
  "x-diffract-tag": "origin=demo",
};

const conversation: readonly object[] = [
  { role: "system", content: "You plan trips. Use the tools. Never show contact data to strangers." },
  user("I would like to spend the weekend in Lisbon. What should I pack? You can reach me at ana.pereira@example.com."),
  {
    role: "assistant",
    content: null,
    tool_calls: [
      {
        id: "call_weather",
        type: "function",
        function: { name: "get_weather", arguments: '{"city":"Lisbon","days":2}' },
      },
    ],
  },
  {
    role: "tool",
    tool_call_id: "call_weather",
    content: "21 °C and sunny on both days; a light breeze in the evening.",
  },
  { role: "assistant", content: "The tool answered: 21 °C and sunny on both days; a light breeze in the evening." },
  user("Good. Remind the hotel that I arrive late. Their number is +1 (415) 555-0132."),
  { role: "assistant", content: "I have noted the late arrival for the hotel." },
  user(accountQuestion),
];

/** A turn of the agent: everything that was said up to there, as agents send it. */
function turn(title: string, length: number, model: string): DemoCall {
  const messages = conversation.slice(0, length);
  const tools = model === "demo-tools" ? { tools: [weatherTool] } : {};
  return {
    title,
    path: chatPath,
    body: { model, stream: true, messages, ...tools },
    headers: agentHeaders,
    status: 200,
  };
}

const agent: readonly DemoCall[] = [
  turn("Agent, turn 1: asks for a tool", 2, "demo-tools"),
  turn("Agent, turn 2: reads the tool's result", 4, "demo-tools"),
  turn("Agent, turn 3: is told a phone number", 6, "demo"),
  turn("Agent, turn 4: answers with personal data", 8, "demo"),
];

const patient: readonly DemoCall[] = [
  chat("Long answer with many kinds of personal data", "Summarise the customer file.", { model: "demo-long" }),
  message("Slow model", accountQuestion, { model: "demo-slow" }),
];

/** Calls in lanes that run side by side; within a lane one after the other. */
export const demoLanes: readonly (readonly DemoCall[])[] = [
  answers,
  [...requests, ...agent],
  [...shapes, ...failures],
  patient,
];

/** The call that a newcomer should look at first. */
export const bestDemoCall = answers[0]?.title ?? "";
