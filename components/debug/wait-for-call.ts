import { ClientError, fetchJson } from "@/lib/client/fetch-json";

const pauseMs = 300;
const maxTries = 40;

/**
 * Waits until a call that was just made is recorded.
 * @throws ClientError when it is not there after about twelve seconds
 */
export async function waitForCall(id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await fetchJson(`/api/v1/calls/${id}/stream`);
      return;
    } catch (error) {
      const isMissing = error instanceof ClientError && error.status === 404;
      if (!isMissing || tries >= maxTries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
