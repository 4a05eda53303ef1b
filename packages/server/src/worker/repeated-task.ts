import type { Logger } from "pino";

/** Work that is done when it is woken, and at the latest after a while; never twice at the same time. */
export interface RepeatedTask {
  wake(): void;
  /** Lets the present run end; none follows. */
  stop(): Promise<void>;
}

/** @param intervalMs the longest pause between two runs */
export function createRepeatedTask(
  work: () => Promise<unknown>,
  intervalMs: number,
  log: Logger,
): RepeatedTask {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isStopped = false;

  async function run(): Promise<void> {
    do {
      isWoken = false;
      try {
        await work();
      } catch (error) {
        // The next run tries again; the database may be away for a moment.
        log.error({ err: error }, "a run of the worker failed");
      }
    } while (isWoken && !isStopped);
    running = undefined;
    if (!isStopped) timer = setTimeout(wake, intervalMs);
  }

  function wake(): void {
    isWoken = true;
    if (isStopped || running !== undefined) return;
    clearTimeout(timer);
    running = run();
  }

  return {
    wake,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
