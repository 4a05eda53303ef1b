import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { Browser } from "./browser.ts";
import { Connection, type Target } from "./connection.ts";
import { isOver } from "./situation.ts";
import { type CheckoutState, firstState, type Message, reduce } from "./state.ts";

/** One order's state, for `useSyncExternalStore`. Connected exactly while somebody listens. */
export type CheckoutStore = {
  subscribe(listener: () => void): () => void;
  getState(): CheckoutState;
  /** What the server rendered, so that the first render in the browser is the same. */
  getFirstState(): CheckoutState;
  /** Takes an orchestration that came another way, such as with a new render of the page. */
  offer(orchestration: ShopperOrchestration): void;
  refresh(): void;
};

/** Makes a store that does nothing until it is listened to. */
export function createCheckoutStore(
  target: Target,
  initial: ShopperOrchestration | undefined,
  browser: Browser,
): CheckoutStore {
  const first = firstState(initial);
  const listeners = new Set<() => void>();
  let state = first;
  let connection: Connection | null = null;

  function take(message: Message): void {
    const next = reduce(state, message, browser.now());
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      const isClosed = state.phase === "shown" && isOver(state.orchestration);
      if (!isClosed) connection ??= new Connection(target, browser, take);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        connection?.close();
        connection = null;
      };
    },
    getState: () => state,
    getFirstState: () => first,
    offer(orchestration) {
      const isNews = state.phase !== "shown" || orchestration.version > state.orchestration.version;
      if (isNews) take({ kind: "received", orchestration });
    },
    refresh: () => connection?.refresh(),
  };
}
