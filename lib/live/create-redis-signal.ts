import { connectRedis } from "./connect-redis";

export interface RedisSignalStats {
  readonly sent: number;
  /** Signals that were not sent, because Redis was away or slow. Who follows finds out by looking, within a second. */
  readonly missed: number;
  readonly isConnected: boolean;
}

export interface RedisSignal {
  /** Tells everybody who follows the channel. Never waits, never throws; of signals in a row the last one is enough. */
  readonly send: (payload: string) => void;
  readonly stats: () => RedisSignalStats;
  readonly close: () => void;
}

/** Sends signals to a Redis channel, one at a time. */
export function createRedisSignal(url: string, channel: string): RedisSignal {
  const client = connectRedis(url, "diffract-signal");
  const state = { sent: 0, missed: 0, isSending: false };
  let next: string | null = null;

  const sendNext = async (): Promise<void> => {
    while (next !== null) {
      const payload = next;
      next = null;
      try {
        await client.publish(channel, payload);
        state.sent += 1;
      } catch {
        state.missed += 1;
      }
    }
  };

  return {
    send(payload) {
      next = payload;
      if (state.isSending) return;
      state.isSending = true;
      sendNext()
        .catch(() => undefined)
        .finally(() => {
          state.isSending = false;
        });
    },
    stats: () => ({ sent: state.sent, missed: state.missed, isConnected: client.status === "ready" }),
    close: () => {
      client.disconnect();
    },
  };
}
