import type { ShopperOrchestration } from "@followthrough/core/contract";

/**
 * How the picture on screen is kept fresh.
 *
 * - `fixed`: it is not; nothing is asked over the network
 * - `starting`: it came with the page and has not been checked since
 * - `live`: the stream is open, so a change shows at once
 * - `polling`: no stream; the last question was answered
 * - `retrying`: the last question was not answered; the picture may be old
 */
export type Link = "fixed" | "starting" | "live" | "polling" | "retrying";

/** What is known of one order, and how well. Times are milliseconds of the browser's clock. */
export type CheckoutState =
  | { readonly phase: "loading" }
  | {
      readonly phase: "shown";
      readonly orchestration: ShopperOrchestration;
      readonly link: Link;
      /** When the server last confirmed this picture; `null` before the first time. */
      readonly checkedAt: number | null;
    }
  /** Nothing was ever learned about this order, and the last request was not answered. */
  | { readonly phase: "unreachable" }
  /** The shop answered that there is nothing to show: an unknown order, or one that is not this visitor's. */
  | { readonly phase: "absent" };

/** What the connection reports. */
export type Message =
  | { readonly kind: "received"; readonly orchestration: ShopperOrchestration }
  | { readonly kind: "opened" }
  | { readonly kind: "dropped" }
  | { readonly kind: "failed" }
  | { readonly kind: "absent" };

/** The state before the first message: what the page was rendered with, or nothing. */
export function firstState(initial: ShopperOrchestration | undefined): CheckoutState {
  if (initial === undefined) return { phase: "loading" };
  return { phase: "shown", orchestration: initial, link: "starting", checkedAt: null };
}

/** Takes one message in. An older version never replaces a newer one, whatever way it came. */
export function reduce(state: CheckoutState, message: Message, now: number): CheckoutState {
  switch (message.kind) {
    case "received":
      return receive(state, message.orchestration, now);
    case "opened":
      return state.phase === "shown" ? { ...state, link: "live" } : state;
    case "dropped":
      return state.phase === "shown" && state.link === "live"
        ? { ...state, link: "polling" }
        : state;
    case "failed":
      return state.phase === "shown" ? { ...state, link: "retrying" } : { phase: "unreachable" };
    case "absent":
      // Also takes away what was shown before: who may not see the order must not keep seeing it.
      return { phase: "absent" };
  }
}

function receive(
  state: CheckoutState,
  orchestration: ShopperOrchestration,
  now: number,
): CheckoutState {
  if (state.phase !== "shown") {
    return { phase: "shown", orchestration, link: "polling", checkedAt: now };
  }
  // An answer older than what is known comes from a stale copy somewhere: it confirms nothing.
  if (orchestration.version < state.orchestration.version) return state;
  const isNews = orchestration.version > state.orchestration.version;
  return {
    phase: "shown",
    orchestration: isNews ? orchestration : state.orchestration,
    link: state.link === "live" ? "live" : "polling",
    checkedAt: now,
  };
}
