import { describe, expect, it, vi } from "vitest";
import { createEventStream, type EventStreamOptions, type EventWriter } from "./create-event-stream";

function open(options: Partial<EventStreamOptions> = {}) {
  const abort = new AbortController();
  const cleanUp = vi.fn();
  const writers: EventWriter[] = [];
  const response = createEventStream({
    signal: abort.signal,
    start: (writer) => {
      writers.push(writer);
      return cleanUp;
    },
    ...options,
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const read = async (): Promise<string | null> => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  return { abort, cleanUp, response, reader, read, writer: writers[0] as EventWriter };
}

const event = { id: "7", event: "call", data: { text: "two\nlines" } };

describe("createEventStream", () => {
  it("opens at once and writes events as one line of JSON", async () => {
    const { response, read, writer } = open();
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(await read()).toBe("retry: 1000\n\n");
    writer.send(event);
    expect(await read()).toBe('id: 7\nevent: call\ndata: {"text":"two\\nlines"}\n\n');
    // Without a place of its own it must not become the one to go on after.
    writer.send({ event: "database", data: { is_up: false } });
    expect(await read()).toBe('event: database\ndata: {"is_up":false}\n\n');
  });

  it("shows that it is alive", async () => {
    const { read } = open({ heartbeatMs: 5 });
    await read();
    expect(await read()).toMatch(/^:.*\n\n$/);
  });

  it("ends with the request, once", async () => {
    const { abort, cleanUp, read, writer } = open();
    await read();
    abort.abort();
    expect(await read()).toBeNull();
    writer.send(event);
    writer.end();
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it("does not stay open for a request that has ended before it began", async () => {
    const abort = new AbortController();
    abort.abort();
    const { cleanUp, read } = open({ signal: abort.signal });
    await read();
    expect(await read()).toBeNull();
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it("ends when the reader leaves, and after its longest time", async () => {
    const left = open();
    await left.reader.cancel();
    expect(left.cleanUp).toHaveBeenCalledTimes(1);
    const old = open({ longestMs: 5 });
    await old.read();
    expect(await old.read()).toBeNull();
    expect(old.cleanUp).toHaveBeenCalledTimes(1);
  });

  it("lets go of a reader that is too slow", async () => {
    const { cleanUp, reader, writer } = open({ maxBufferedBytes: 1000 });
    for (let index = 0; index < 100; index++) writer.send(event);
    expect(cleanUp).toHaveBeenCalledTimes(1);
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow("too slow");
  });
});
