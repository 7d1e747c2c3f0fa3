import type { IncomingMessage } from "node:http";
import type { AppError } from "@/lib/core/errors";
import { BodyCollector, requireSize } from "./read-body";

const empty = new Uint8Array(0);

/** Bodies whose framing broke, for whoever reads them later. */
const broken = new WeakMap<IncomingMessage, AppError>();

/** Says that the rest of a body will not come, because what came is not valid. */
export function failNodeBody(request: IncomingMessage, error: AppError): void {
  broken.set(request, error);
  if (request.listenerCount("error") > 0) request.emit("error", error);
}

/** What is still to come, piece by piece. */
function collectRest(request: IncomingMessage, limitBytes: number, idleMs: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      collector.stop();
      request.off("data", take).off("end", end).off("error", fail).off("close", close);
      // What a refused client still sends must not end the process, nor be kept.
      request.on("error", () => undefined);
      finish();
    };
    const fail = (error: Error): void => {
      settle(() => {
        reject(error);
      });
    };
    const collector = new BodyCollector(limitBytes, idleMs, fail);
    const take = (chunk: Uint8Array): void => {
      try {
        collector.add(chunk);
      } catch (error) {
        fail(error as Error);
      }
    };
    const end = (): void => {
      settle(() => {
        resolve(collector.join());
      });
    };
    const close = (): void => {
      fail(new Error("The client went away in the middle of its request."));
    };
    const known = broken.get(request);
    if (known !== undefined) fail(known);
    else request.on("data", take).on("end", end).on("error", fail).on("close", close);
  });
}

/**
 * Reads a whole body. Most bodies have arrived together with their head, and are taken in one piece.
 * @throws AppError `body_too_large`, `request_timeout`; anything when the client goes away
 */
export function readNodeBody(
  request: IncomingMessage,
  limitBytes: number,
  idleMs: number,
): Uint8Array | Promise<Uint8Array> {
  if (!request.complete) return collectRest(request, limitBytes, idleMs);
  const bytes = (request.read() as Buffer | null) ?? empty;
  requireSize(bytes.byteLength, limitBytes);
  return bytes;
}
