import { describe, expect, it } from "vitest";
import { buildEnd, toJsonBytes } from "../__fixtures__/build-records";
import { assembleCall } from "./assemble-call";

function listNotes(answer: object, location?: string): readonly string[] {
  const { record, bytes } = buildEnd(
    {},
    { upstream_response: toJsonBytes(answer), client_response: "upstream_response" },
  );
  const client_response = location === undefined ? [] : [["Location", location] as const];
  const captured = { upstream_response: Buffer.concat(bytes.upstream_response ?? []) };
  const headers = { ...record.headers, client_response };
  return assembleCall({ ...record, headers }, captured).call.record_notes ?? [];
}

describe("the record of an answer that leads past the gateway", () => {
  const results_url = "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results";

  it("says so", () => {
    expect(listNotes({ id: "msgbatch_1", results_url })).toEqual(["link_past_gateway"]);
    expect(listNotes({ data: [{ results_url: null }, { results_url }] })).toEqual(["link_past_gateway"]);
    expect(listNotes({}, "https://elsewhere.example/x")).toEqual(["link_past_gateway"]);
  });

  it("says nothing of links that stay", () => {
    expect(listNotes({ results_url: "/v1/messages/batches/msgbatch_1/results" }, "/v1/models")).toEqual([]);
    expect(listNotes({ results_url: null })).toEqual([]);
  });
});
