import { setTimeout as pause } from "node:timers/promises";

/** Lets a limited number of pieces of work start per second, evenly spaced. The others wait until they may start. */
export function createRateLimit(perSecond: number): (signal: AbortSignal) => Promise<void> {
  let free = 0;
  return async (signal) => {
    const now = performance.now();
    const mine = Math.max(now, free);
    free = mine + 1000 / perSecond;
    if (mine > now) await pause(mine - now, undefined, { signal });
  };
}
