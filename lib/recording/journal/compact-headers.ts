import type { HeaderPairs } from "@/lib/core/contracts/call";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import { toLine, type LineReader } from "./record-lines";

type Headers = CallEndRecord["headers"];

function writeList(lines: (string | number)[], pairs: HeaderPairs, from = 0): void {
  lines.push(pairs.length - from);
  for (let at = from; at < pairs.length; at++) {
    const pair = pairs[at];
    if (pair !== undefined) lines.push(toLine(pair[0]), toLine(pair[1]));
  }
}

/** What was forwarded is mostly what came: said as the difference, exact for any two lists. */
function writeChange(lines: (string | number)[], base: HeaderPairs, pairs: HeaderPairs): void {
  let left = "";
  let matched = 0;
  for (let at = 0; at < base.length; at++) {
    const before = base[at];
    const after = pairs[matched];
    if (before !== undefined && after !== undefined && before[0] === after[0] && before[1] === after[1]) matched++;
    else left += left === "" ? String(at) : `,${String(at)}`;
  }
  lines.push(left);
  writeList(lines, pairs, matched);
}

function readList(lines: LineReader): HeaderPairs {
  return lines.list(() => [lines.text(), lines.text()]);
}

function readChange(lines: LineReader, base: HeaderPairs): HeaderPairs {
  const left = new Set(lines.numbers());
  return [...base.filter((_, at) => !left.has(at)), ...readList(lines)];
}

/** Puts down a call's header lists. */
export function writeHeaders(lines: (string | number)[], headers: Headers): void {
  writeList(lines, headers.client_request);
  writeChange(lines, headers.client_request, headers.upstream_request);
  writeList(lines, headers.upstream_response);
  writeChange(lines, headers.upstream_response, headers.client_response);
}

/** The header lists, as they were. */
export function readHeaders(lines: LineReader): Headers {
  const client_request = readList(lines);
  const upstream_request = readChange(lines, client_request);
  const upstream_response = readList(lines);
  return { client_request, upstream_request, upstream_response, client_response: readChange(lines, upstream_response) };
}
