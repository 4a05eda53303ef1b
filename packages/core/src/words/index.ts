export type { Actor, BannerCopy, MoneyCopy, OpenStatus, StageCopy } from "./banner-words.ts";
export * from "./catalogs.ts";
export { IDENTITY_REASONS, type IdentityReason, isIdentityReason } from "./check-words.ts";
/** @public A German shop passes it to the banner. */
export { DE_BANNER } from "./de/banner.ts";
export { EN_BANNER } from "./en/banner.ts";
export type {
  MailMoneyKind,
  MailSituation,
  MailWords,
  PrepaidTerms,
  PromptStep,
} from "./mail-words.ts";
export * from "./notes.ts";
export type { ReasonWords } from "./operator-words.ts";
export * from "./refusal-details.ts";
export type { ShopperWords } from "./shopper-words.ts";
export * from "./speak.ts";
export type { UnsubscribeWords } from "./unsubscribe-words.ts";
