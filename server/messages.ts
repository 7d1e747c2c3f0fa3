/** What a child tells its supervisor. */
export type ChildMessage =
  { readonly type: "ready"; readonly port: number } | { readonly type: "failed"; readonly message: string };

/** What the supervisor tells a child. */
export type SupervisorMessage = { readonly type: "console"; readonly port: number } | { readonly type: "drain" };

export function tellSupervisor(message: ChildMessage): void {
  process.send?.(message);
}

/**
 * The life of a child: ends with its supervisor, ignores Ctrl-C (the supervisor decides the order), drains when told.
 * @param drain must finish the work in flight; the process ends when it resolves
 */
export function followSupervisor(drain: () => Promise<void>, onConsole?: (port: number) => void): void {
  const state = { isDraining: false };
  const leave = (): void => {
    if (state.isDraining) return;
    state.isDraining = true;
    drain().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", leave);
  process.on("disconnect", leave);
  process.on("message", (message: SupervisorMessage) => {
    if (message.type === "console") onConsole?.(message.port);
    else leave();
  });
}
