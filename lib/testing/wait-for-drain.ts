import type { ServerResponse } from "node:http";

/** Resolves when the response may be written again, or never will be. Leaves no listeners behind. */
export function waitForDrain(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
