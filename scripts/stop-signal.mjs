/** What a terminal, a service manager and a closed window send. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Calls back once for the first stop signal, also when the process that started this one is gone.
 *
 * @param {(signal: string) => void} listener
 * @returns {() => void} stops listening
 */
export function onStopSignal(listener) {
  let isCalled = false;
  const call = (signal) => {
    // A terminal signals a whole family at once and each parent passes it on: once is enough.
    if (isCalled) return;
    isCalled = true;
    listener(signal);
  };
  const callAsTerm = () => call("SIGTERM");
  for (const signal of STOP_SIGNALS) process.on(signal, call);
  process.on("disconnect", callAsTerm);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, call);
    process.off("disconnect", callAsTerm);
  };
}
