"use client";

import type { ShopperOrchestration } from "@followthrough/core/contract";
import { CheckoutRecoveryBanner } from "@followthrough/react";
import { stageHref } from "@/stages/stage-href";

/**
 * The recovery banner with this shop's endpoints. `isFixed` shows `initial` as it is and asks nothing
 * over the network; without `initial` the banner looks up the order.
 */
export function OrderBanner({
  orderId,
  initial,
  isFixed,
  waiveHref,
}: {
  readonly orderId: string;
  readonly initial: ShopperOrchestration | null;
  readonly isFixed: boolean;
  readonly waiveHref: string | undefined;
}) {
  const look = {
    orderId,
    locale: "en-IE",
    waiveHref,
    resumeHref: (stage: Parameters<typeof stageHref>[0]) => stageHref(stage, orderId),
  };
  if (isFixed && initial !== null) {
    return <CheckoutRecoveryBanner {...look} live={false} initial={initial} />;
  }
  return <CheckoutRecoveryBanner {...look} initial={initial ?? undefined} />;
}
