export interface ClientSnippet {
  readonly id: "curl" | "openai" | "anthropic";
  readonly label: string;
  readonly code: string;
}

/** Ready lines that send one call through the gateway; the question is the one that the demo provider knows. */
export function writeClientSnippets(origin: string, token: string, model: string): readonly ClientSnippet[] {
  const question = "What is my account number?";
  return [
    {
      id: "curl",
      label: "curl",
      code: [
        `curl ${origin}/v1/chat/completions \\`,
        `  -H "Authorization: Bearer ${token}" \\`,
        `  -H "Content-Type: application/json" \\`,
        `  -d '${JSON.stringify({ model, messages: [{ role: "user", content: question }] })}'`,
      ].join("\n"),
    },
    {
      id: "openai",
      label: "OpenAI SDK",
      code: [
        `import OpenAI from "openai";`,
        ``,
        `const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: "${token}" });`,
        `const answer = await client.chat.completions.create({`,
        `  model: "${model}",`,
        `  messages: [{ role: "user", content: "${question}" }],`,
        `});`,
        `console.log(answer.choices[0].message.content);`,
      ].join("\n"),
    },
    {
      id: "anthropic",
      label: "Anthropic SDK",
      code: [
        `import Anthropic from "@anthropic-ai/sdk";`,
        ``,
        `const client = new Anthropic({ baseURL: "${origin}", apiKey: "${token}" });`,
        `const answer = await client.messages.create({`,
        `  model: "${model}",`,
        `  max_tokens: 1024,`,
        `  messages: [{ role: "user", content: "${question}" }],`,
        `});`,
        `console.log(answer.content);`,
      ].join("\n"),
    },
  ];
}
