export { CheckoutRecoveryBanner, type CheckoutRecoveryBannerProps } from "./banner.tsx";
export type { BannerCopy, StageCopy } from "./copy.ts";
export { englishCopy } from "./english-copy.ts";
export type { ResumeHref } from "./order.tsx";
export type { Actor } from "./situation.ts";
export type { CheckoutState, Link } from "./state.ts";
export {
  type CheckoutOrchestrationOptions,
  useCheckoutOrchestration,
} from "./use-checkout-orchestration.ts";
export { CheckoutRecoveryBannerView, type CheckoutRecoveryBannerViewProps } from "./view.tsx";
