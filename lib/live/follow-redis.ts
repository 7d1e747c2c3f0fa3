import { connectRedis } from "./connect-redis";

export interface RedisFollowOptions {
  readonly url: string;
  readonly channel: string;
  readonly onSignal: (payload: string) => void;
  /** Called after each (re)connection: signals sent meanwhile are lost, so everything must be read again. */
  readonly onConnected: () => void;
}

/** Subscribes to a channel and reconnects for as long as it lives. The counterpart of LISTEN, for many machines. */
export function followRedis({ url, channel, onSignal, onConnected }: RedisFollowOptions): {
  readonly close: () => Promise<void>;
} {
  const client = connectRedis(url, "diffract-follow");
  const subscribe = async (): Promise<void> => {
    await client.subscribe(channel);
    onConnected();
  };
  client.on("message", (_channel, payload) => {
    onSignal(payload);
  });
  client.on("ready", () => {
    // A connection that broke meanwhile comes back, and is ready once more.
    subscribe().catch(() => undefined);
  });
  return {
    close: () => {
      client.disconnect();
      return Promise.resolve();
    },
  };
}
