/** Settles when this process shall end: a signal came, or its supervisor is gone. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      // A listener of its own keeps the channel open, and an open channel the process alive.
      process.off("disconnect", stop);
      resolve();
    };
    // Listened to until the end: a second signal must not cut short what the first began.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
    // A supervisor that was killed can't send a signal; its channel closes instead.
    if (process.connected) process.on("disconnect", stop);
  });
}
