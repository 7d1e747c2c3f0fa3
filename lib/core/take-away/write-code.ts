import type { HeaderPairs } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { isObject, type JsonObject } from "../json/json-access";

/** A request that somebody may want to send again. */
export interface TakenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderPairs;
  readonly body: Json;
}

/** Headers that the tool sets itself, or that belong to one connection or one client. */
const ownHeaders =
  /^(host|content-length|connection|accept-encoding|transfer-encoding|keep-alive|te|upgrade|expect|user-agent|accept|accept-language|sec-.*|x-stainless-.*|x-diffract-.*|traceparent|tracestate|cookie)$/i;
const keyHeaders = /^(authorization|x-api-key|api-key|x-goog-api-key)$/i;

/** One word of a shell command, whatever is in it. */
function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The request as a curl command. Keys come from the environment: the record does not have them.
 * @param variable the environment variable that holds the key
 */
export function writeCurl({ method, url, headers, body }: TakenRequest, variable: string): string {
  const kept = headers.filter(([name]) => !ownHeaders.test(name) && !keyHeaders.test(name));
  const hasKeyHeader = headers.some(([name]) => /^x-api-key$/i.test(name));
  const key = hasKeyHeader ? `"x-api-key: $${variable}"` : `"Authorization: Bearer $${variable}"`;
  const lines = [
    `curl ${method === "POST" ? "" : `-X ${method} `}${quoteShell(url)}`,
    `-H ${key}`,
    ...kept.map(([name, value]) => `-H ${quoteShell(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quoteShell(JSON.stringify(body))}`]),
  ];
  return lines.join(" \\\n  ");
}

/** JSON as Python spells it. */
function toPython(value: Json, indent: string): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  const deeper = `${indent}    `;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => `${deeper}${toPython(item, deeper)},\n`);
    return items.length === 0 ? "[]" : `[\n${items.join("")}${indent}]`;
  }
  if (isObject(value)) {
    const fields = Object.entries(value).map(
      ([key, item]) => `${deeper}${JSON.stringify(key)}: ${toPython(item, deeper)},\n`,
    );
    return fields.length === 0 ? "{}" : `{\n${fields.join("")}${indent}}`;
  }
  return JSON.stringify(value);
}

interface SdkCall {
  readonly client: "OpenAI" | "Anthropic";
  readonly method: string;
}

const sdkCalls: Readonly<Record<string, SdkCall>> = {
  "chat.completions": { client: "OpenAI", method: "chat.completions.create" },
  completions: { client: "OpenAI", method: "completions.create" },
  responses: { client: "OpenAI", method: "responses.create" },
  embeddings: { client: "OpenAI", method: "embeddings.create" },
  moderations: { client: "OpenAI", method: "moderations.create" },
  messages: { client: "Anthropic", method: "messages.create" },
};

export interface SdkTarget {
  readonly endpoint: string;
  /** Where the SDK is pointed at, without `/v1`. */
  readonly origin: string;
  readonly variable: string;
  readonly language: "python" | "typescript";
}

/** The call in the SDK of its own dialect; `null` for endpoints that the SDKs have no method for, or without a body. */
export function writeSdkCode(body: Json, { endpoint, origin, variable, language }: SdkTarget): string | null {
  const call = sdkCalls[endpoint];
  if (call === undefined || !isObject(body)) return null;
  const base = call.client === "OpenAI" ? `${origin}/v1` : origin;
  return language === "python" ? writePython(body, call, base, variable) : writeTypescript(body, call, base, variable);
}

function writePython(body: JsonObject, { client, method }: SdkCall, base: string, variable: string): string {
  return [
    `import os`,
    `from ${client.toLowerCase()} import ${client}`,
    ``,
    `client = ${client}(base_url=${JSON.stringify(base)}, api_key=os.environ[${JSON.stringify(variable)}])`,
    `answer = client.${method}(**${toPython(body, "")})`,
    body.stream === true ? `for event in answer:\n    print(event)` : `print(answer)`,
  ].join("\n");
}

/** In an object literal `__proto__` would set the prototype and not a field. */
function toTypescript(body: JsonObject): string {
  const text = JSON.stringify(body, null, 2);
  return text.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(JSON.stringify(body))})` : text;
}

function writeTypescript(body: JsonObject, { client, method }: SdkCall, base: string, variable: string): string {
  const packageName = client === "OpenAI" ? "openai" : "@anthropic-ai/sdk";
  return [
    `import ${client} from "${packageName}";`,
    ``,
    `const client = new ${client}({ baseURL: ${JSON.stringify(base)}, apiKey: process.env.${variable} });`,
    `const answer = await client.${method}(${toTypescript(body)});`,
    body.stream === true ? `for await (const event of answer) console.log(event);` : `console.log(answer);`,
  ].join("\n");
}
