export type { Actor, BannerCopy, StageCopy } from "@followthrough/core/words";
export { EN_BANNER as englishCopy } from "@followthrough/core/words";
export { CheckoutRecoveryBanner, type CheckoutRecoveryBannerProps } from "./banner.tsx";
export type { ResumeHref } from "./order.tsx";
export type { CheckoutState, Link } from "./state.ts";
export {
  type CheckoutOrchestrationOptions,
  useCheckoutOrchestration,
} from "./use-checkout-orchestration.ts";
export { CheckoutRecoveryBannerView, type CheckoutRecoveryBannerViewProps } from "./view.tsx";
