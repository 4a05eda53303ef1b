"use client";

import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { CheckoutState } from "./state.ts";
import { useCheckoutOrchestration } from "./use-checkout-orchestration.ts";
import { useNow } from "./use-now.ts";
import { CheckoutRecoveryBannerView, type CheckoutRecoveryBannerViewProps } from "./view.tsx";

type Look = Omit<CheckoutRecoveryBannerViewProps, "state" | "now" | "onRetry">;

/** Which order the banner shows, and whether it follows it. */
export type CheckoutRecoveryBannerProps = Look & {
  readonly orderId: string;
} & (
    | {
        readonly live?: true | undefined;
        /** What the server knew when it rendered the page; without it the banner begins as loading. */
        readonly initial?: ShopperOrchestration | undefined;
        /** `/api/checkout/orchestrations/{orderId}` when absent; the stream is at `{endpoint}/stream`. */
        readonly endpoint?: string | undefined;
      }
    | {
        /** Shows `initial` as it is and asks nothing over the network. */
        readonly live: false;
        readonly initial: ShopperOrchestration;
        readonly endpoint?: undefined;
      }
  );

/**
 * Shows a shopper where their order stands, who must act next and what happens then, and keeps itself up to date.
 * Wants `@followthrough/react/tokens.css` and `@followthrough/react/banner.css` on the page.
 *
 * @example
 * <CheckoutRecoveryBanner orderId="ord_1042" resumeHref={(stage) => `/checkout/resume/${stage}`} />
 */
export function CheckoutRecoveryBanner(props: CheckoutRecoveryBannerProps) {
  const { orderId, initial, endpoint, live, ...look } = props;
  const now = useNow();
  if (live === false) {
    const state: CheckoutState = {
      phase: "shown",
      orchestration: initial,
      link: "fixed",
      checkedAt: null,
    };
    return <CheckoutRecoveryBannerView {...look} state={state} now={now} />;
  }
  return <LiveBanner {...look} orderId={orderId} initial={initial} endpoint={endpoint} now={now} />;
}

function LiveBanner(
  props: Look & {
    readonly orderId: string;
    readonly initial: ShopperOrchestration | undefined;
    readonly endpoint: string | undefined;
    readonly now: number | null;
  },
) {
  const { orderId, initial, endpoint, now, ...look } = props;
  const { state, refresh } = useCheckoutOrchestration({ orderId, initial, endpoint });
  return <CheckoutRecoveryBannerView {...look} state={state} now={now} onRetry={refresh} />;
}
