import type { Logger } from "pino";

/** Work that runs when woken, or else after an interval at the latest, and never twice at the same time. */
export interface RepeatedTask {
  wake(): void;
  /** Lets the present run end. No other run follows. */
  stop(): Promise<void>;
}

/**
 * @param work ends early when its signal aborts
 * @param intervalMs the longest pause between two runs
 */
export function createRepeatedTask(
  work: (signal: AbortSignal) => Promise<unknown>,
  intervalMs: number,
  log: Logger,
): RepeatedTask {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    do {
      isWoken = false;
      try {
        await work(signal);
      } catch (error) {
        // The next run tries again: the database may be unreachable for a moment.
        log.error({ err: error }, "a run of the worker failed");
      }
    } while (isWoken && !signal.aborted);
    running = undefined;
    if (!signal.aborted) timer = setTimeout(wake, intervalMs);
  }

  function wake(): void {
    isWoken = true;
    if (signal.aborted || running !== undefined) return;
    clearTimeout(timer);
    running = run();
  }

  return {
    wake,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
