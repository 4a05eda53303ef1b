"use client";

import { useSyncExternalStore } from "react";

/** Fine enough for "a minute ago", coarse enough to cost nothing. */
const TICK_MS = 10_000;

/**
 * The browser's time in milliseconds, to the last ten seconds. `null` on the server and in the first render after it,
 * where a relative time would differ from what the server wrote.
 */
export function useNow(): number | null {
  return useSyncExternalStore(subscribe, currentTick, noTime);
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

function currentTick(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

function noTime(): null {
  return null;
}
