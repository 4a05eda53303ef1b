import type { Stage, TermsKind } from "../domain/index.ts";

/** Whether a stage still waits for the member, or was tried and failed. */
export type MailSituation = "open" | "failed";

/** The cadence step. Later prompts are slightly more direct. */
export type PromptStep = 0 | 1 | 2 | 3;

/** What a mail says about one stage. `{order}` is the order's number. */
interface MailStageWords {
  readonly subject: Readonly<Record<MailSituation, string>>;
  readonly heading: Readonly<Record<MailSituation, string>>;
  readonly body: Readonly<Record<MailSituation, string>>;
  readonly button: string;
}

/** Terms of payment by which an order waits for its money. */
export type PrepaidTerms = Exclude<TermsKind, "on_delivery" | "invoice">;

/** What a mail can say about a payment in place of its stage's words. */
export type MailMoneyKind =
  | "voucher"
  | "voucher_expired"
  | "bank_transfer"
  | "partly_paid"
  | "terms";

/** What a mail says about money without a page of its own. `{order}` and `{amount}` as in the others. */
interface MailSumWords {
  readonly subject: string;
  readonly heading: string;
  readonly body: string;
}

/** What a mail says about a delivery that is late. It asks for nothing. `{date}` is the promised day. */
interface MailDelayWords {
  readonly subject: string;
  readonly heading: string;
  readonly body: readonly string[];
}

/** What a mail says about a voucher or a transfer. `{order}` is the order's number, `{amount}` what is open. */
interface MailStepWords {
  /** `{time}` is until when it can be paid. */
  readonly subject: { readonly until: string; readonly open: string };
  readonly heading: string;
  readonly body: string;
  readonly until: string;
  readonly button: string;
}

/** All words of a recovery mail except the stages' names. */
export interface MailWords {
  readonly dir: "ltr" | "rtl";
  readonly stages: Readonly<Record<Stage, MailStageWords>>;
  /** After the reason why an identity check failed. */
  readonly checkAgain: string;
  /** In place of the words of the payment stage. */
  readonly money: Readonly<Record<"voucher" | "bank_transfer", MailStepWords>> & {
    readonly partly_paid: MailSumWords;
    readonly voucher_expired: MailSumWords;
    /** `{until}` is `untilDate` if there is a date, and nothing if there is none. */
    readonly terms: Readonly<Record<PrepaidTerms, MailSumWords>>;
    /** Begins with a space. `{date}` is a day. */
    readonly untilDate: string;
  };
  /** In place of the words of the fulfillment stage. */
  readonly late: MailDelayWords;
  /** The shop's own page, if the button leads to the provider's. */
  readonly orderPage: string;
  /** What is left to pay of the total. */
  readonly stillOpen: string;
  /** The text before the subject, by cadence step. */
  readonly subjectPrefix: Readonly<Record<PromptStep, string>>;
  /** The text after what is missing: why it matters, a little plainer at each step. */
  readonly urgency: Readonly<Record<PromptStep, string>>;
  readonly greeting: (name: string | null) => string;
  readonly track: Readonly<Record<MailSituation | "done" | "notNeeded" | "late", string>>;
  readonly trackTitle: string;
  readonly stepsTitle: string;
  readonly stepUntil: (time: string) => string;
  readonly pointsHeld: (points: string, time: string) => string;
  readonly pointsBack: (points: string) => string;
  readonly lookAgain: (time: string) => string;
  readonly orderTitle: (order: string) => string;
  /** @param shown the count as people of the language write it */
  readonly moreItems: (count: number, shown: string) => string;
  /** What lies between the items and the total. `other` is what the shop does not explain: it must fit anything. */
  readonly amounts: Readonly<
    Record<"discount" | "points" | "shipping" | "tax" | "includedTax" | "other", string>
  >;
  readonly total: string;
  readonly linkHint: string;
  readonly reason: (shop: string, order: string) => string;
  readonly wayOut: string;
}

/** The words of a mail that covers several orders, instead of or in addition to the usual ones; `count` is all orders. */
export interface FoldedMailWords {
  readonly subject: Readonly<Record<PromptStep, (count: number) => string>>;
  readonly heading: (count: number) => string;
  /** The text above the first order; `heading` is the heading of its stage. */
  readonly first: (order: string, heading: string) => string;
  readonly trackTitle: (order: string) => string;
  readonly othersTitle: string;
  /** What is still open, in a few words. */
  readonly open: Readonly<Record<Stage, Readonly<Record<MailSituation, string>>>>;
  readonly money: Readonly<Record<MailMoneyKind, string>>;
  /** What is late, in a few words. `{date}` is the promised day. */
  readonly late: string;
  /** In place of the subject, the heading and the title of a mail in which an order is late: they ask for nothing. */
  readonly news: { readonly heading: (count: number) => string; readonly othersTitle: string };
  readonly moreOrders: (count: number) => string;
  readonly reason: (shop: string) => string;
}
