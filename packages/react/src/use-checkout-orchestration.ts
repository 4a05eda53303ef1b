"use client";

import type { ShopperOrchestration } from "@followthrough/core/contract";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { thisBrowser } from "./browser.ts";
import type { CheckoutState } from "./state.ts";
import { createCheckoutStore } from "./store.ts";

/** Which order to follow, and from where. */
export type CheckoutOrchestrationOptions = {
  readonly orderId: string;
  /**
   * Where the storefront answers for this order; the stream is at `{endpoint}/stream`.
   * `/api/checkout/orchestrations/{orderId}` when absent.
   */
  readonly endpoint?: string | undefined;
  /** What the server knew when it rendered the page; shown at once, and replaced by anything newer. */
  readonly initial?: ShopperOrchestration | undefined;
};

/**
 * Follows one order: by stream where there is one, by asking where there is none.
 * The connection lives as long as the component; `refresh` asks at once.
 *
 * @example
 * const { state, refresh } = useCheckoutOrchestration({ orderId });
 * if (state.phase === "shown") console.log(state.orchestration.currentStage, state.link);
 */
export function useCheckoutOrchestration(options: CheckoutOrchestrationOptions): {
  readonly state: CheckoutState;
  readonly refresh: () => void;
} {
  const { orderId, initial } = options;
  const ownInitial = initial?.orderId === orderId ? initial : undefined;
  const endpoint =
    options.endpoint ?? `/api/checkout/orchestrations/${encodeURIComponent(orderId)}`;
  // `initial` only begins a store. A later one is offered to it below, and does not start it over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const store = useMemo(
    () => createCheckoutStore({ orderId, endpoint }, ownInitial, thisBrowser),
    [orderId, endpoint],
  );
  useEffect(() => {
    if (ownInitial !== undefined) store.offer(ownInitial);
  }, [store, ownInitial]);
  const state = useSyncExternalStore(store.subscribe, store.getState, store.getFirstState);
  return { state, refresh: store.refresh };
}
