import { setTimeout as pause } from "node:timers/promises";

/** Lets so many pieces of work begin a second, evenly; the others wait for their moment. */
export function createPace(perSecond: number): (signal: AbortSignal) => Promise<void> {
  let free = 0;
  return async (signal) => {
    const now = performance.now();
    const mine = Math.max(now, free);
    free = mine + 1000 / perSecond;
    if (mine > now) await pause(mine - now, undefined, { signal });
  };
}
