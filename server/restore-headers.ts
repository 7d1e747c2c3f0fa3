import type { ServerResponse } from "node:http";

/** Set by the Web adapter when it was the gateway, and not upstream, that forbade Next to compress an answer. */
const markHeader = "x-diffract-no-transform";
/** What Next adds to `vary` of every answer of its app router. */
const nextVary = /^(?:rsc|next-router-[\w-]+|next-url)$/i;

function toText(value: number | string | readonly string[] | undefined): string {
  if (value === undefined) return "";
  return typeof value === "object" ? value.join(", ") : String(value);
}

function setOrRemove(response: ServerResponse, name: string, value: string): void {
  if (value === "") response.removeHeader(name);
  else response.setHeader(name, value);
}

function restoreVary(response: ServerResponse): void {
  const names = toText(response.getHeader("vary")).split(",");
  const kept = names.map((name) => name.trim()).filter((name) => name !== "" && !nextVary.test(name));
  setOrRemove(response, "vary", kept.join(", "));
}

function restoreCacheControl(response: ServerResponse): void {
  if (!response.hasHeader(markHeader)) return;
  response.removeHeader(markHeader);
  const control = toText(response.getHeader("cache-control"));
  setOrRemove(response, "cache-control", control.replace(/(?:^|, )no-transform$/, ""));
}

/** What the Web adapter says that the gateway sends, and Next leaves out. */
const framing = ["content-length", "content-encoding"];

function restoreFraming(response: ServerResponse): void {
  for (const name of framing) {
    const value = toText(response.getHeader(`x-diffract-${name}`));
    if (value === "") continue;
    response.removeHeader(`x-diffract-${name}`);
    response.setHeader(name, value);
  }
}

/** Undoes, just before headers leave, what Next does to those of route handlers: a call's headers are upstream's. */
export function restoreHeaders(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
  const write = (...parts: unknown[]): ServerResponse => {
    restoreVary(response);
    restoreCacheControl(response);
    restoreFraming(response);
    return writeHead(...parts);
  };
  response.writeHead = write;
}
