/** Resolves when this process must end: a signal arrived, or its supervisor is gone. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      // A "disconnect" listener keeps the channel open, and an open channel keeps the process alive.
      process.off("disconnect", stop);
      resolve();
    };
    // Listen until the end: a second signal must not cut short the shutdown that the first one started.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
    // A supervisor that was killed can't send a signal; its channel closes instead.
    if (process.connected) process.on("disconnect", stop);
  });
}
