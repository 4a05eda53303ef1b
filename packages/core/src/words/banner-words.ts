import type { MoneySituation, Stage, StageStatus, TermsKind, WaitingOn } from "../domain/index.ts";

/** Who must act next; `nobody` if the orchestration names no one. */
export type Actor = WaitingOn | "nobody";

/** The status of the stage at which an order stands: it is never completed. */
export type OpenStatus = Exclude<StageStatus, "completed">;

/** Everything the banner says about one stage. */
export type StageCopy = {
  /** The name under the track's stop. */
  readonly name: string;
  /** The text of the link that resumes the stage, while it is open and after it failed. */
  readonly resume: { readonly open: string; readonly failed: string };
  /** What happened when the stage last got this status. */
  readonly change: Readonly<Record<StageStatus, string>>;
  /** The banner's heading while the order stands here. Announced by screen readers when it changes. */
  readonly headline: Readonly<Record<OpenStatus, string>>;
  /** What is happening and who must act next. */
  readonly sentence: Readonly<Record<OpenStatus, Readonly<Record<Actor, string>>>>;
};

/** The name of what is to say about an order's money. */
type MoneyKind = Exclude<MoneySituation["kind"], "none" | "terms">;

/** What the banner says about an order's money. `{amount}` is an amount with its currency. */
export interface MoneyCopy {
  /** The banner's heading while the order stands at its payment; elsewhere it is the first sentence about the money. */
  readonly headline: string;
  readonly sentence: string;
}

/** Every word of the banner. For another language, pass another table as `copy`. */
export type BannerCopy = {
  readonly stages: Readonly<Record<Stage, StageCopy>>;
  readonly completed: {
    readonly headline: string;
    readonly sentence: string;
    readonly change: string;
  };
  readonly cancelled: {
    readonly headline: string;
    readonly sentence: string;
    readonly change: string;
  };
  readonly loading: { readonly headline: string };
  readonly unreachable: { readonly headline: string; readonly sentence: string };
  readonly absent: { readonly headline: string; readonly sentence: string };
  /** The states of a stop, in a word or two. */
  readonly stop: {
    readonly done: string;
    readonly coming: string;
    /** A stage that a cancelled order will not reach. */
    readonly unreached: string;
    readonly cancelled: string;
    readonly failed: string;
    /** A stage at which the member must act next. */
    readonly action: string;
    /** A stage at which somebody else must act. */
    readonly waiting: Readonly<Record<OpenStatus, string>>;
    /** The payment, if it comes later, or its money goes or went back. */
    readonly money: Readonly<
      Record<"pay_later" | "to_refund" | "refund_pending" | "refunded" | "disputed", string>
    >;
  };
  readonly money: Readonly<Record<MoneyKind, MoneyCopy>> & {
    /** What was agreed on. `{until}` is `untilDate` if there is a date, and nothing if there is none. */
    readonly terms: Readonly<Record<TermsKind, MoneyCopy>>;
    /** Begins with a space. `{date}` is a day. */
    readonly untilDate: string;
    /** What changed last, if a part was paid. */
    readonly received: string;
    /** In place of the sentence of `partly_paid`, if the member must act next. */
    readonly payTheRest: string;
    /** The links to the provider's page, and to the shop's own payment as well. */
    readonly show: Readonly<Record<"voucher" | "bank_transfer", string>>;
    readonly otherWay: string;
    /** Followed by a date. */
    readonly until: string;
  };
  /** What the sweep does at `nextActionAt`. If that depends on the policy, the text says "may". */
  readonly next: Readonly<Record<Actor, string>>;
  readonly labels: {
    readonly track: string;
    readonly latest: string;
    readonly next: string;
    readonly steps: string;
    readonly ends: string;
    readonly retry: string;
    readonly justNow: string;
    readonly soon: string;
  };
  /** About points that the order redeems. `active`, `captured` and `back` follow the number; a time follows `until`. */
  readonly points: {
    readonly label: string;
    readonly active: string;
    readonly captured: string;
    readonly back: string;
    readonly until: string;
    /** For an order that waits because its points went back before it was fulfilled. */
    readonly expired: { readonly headline: string; readonly sentence: string };
    /** The link to where the shopper can do without them. */
    readonly waive: string;
  };
  /** About the day by which the delivery was promised. A date follows `promised`. */
  readonly delivery: {
    readonly promised: string;
    /** `{date}` is the day. */
    readonly late: { readonly headline: string; readonly sentence: string };
  };
  /** How current the banner is. `checked` and `retrying` are followed by a time. */
  readonly freshness: {
    readonly live: string;
    readonly checking: string;
    readonly checked: string;
    readonly retrying: string;
    readonly neverChecked: string;
  };
};
