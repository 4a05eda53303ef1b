import type { PaymentView } from "@followthrough/core/contract";
import {
  isPromiseBroken,
  moneySituation,
  type StageStatus,
  standingFacts,
} from "@followthrough/core/domain";
import type { PromptStep } from "@followthrough/core/words";
import { subscriberSubject } from "../intake/subscriber.ts";
import { viewStages } from "../lifecycle/get-orchestration.ts";
import type { LinkTokens } from "../lifecycle/links/link-tokens.ts";
import { resumeLink } from "../lifecycle/links/resume-link.ts";
import { viewChecks } from "../lifecycle/view-checks.ts";
import { viewMoney, viewPayments } from "../lifecycle/view-money.ts";
import type { DkimSigner } from "../mail/dkim.ts";
import type { Context } from "../platform/context.ts";
import type { Compose } from "./compose-message.ts";
import { composeRecoveryMail } from "./mail/compose-recovery-mail.ts";
import type { MailMoney } from "./mail/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "./mail/render-recovery-prompt.ts";
import { createLoyaltyReads } from "./read-message-loyalty.ts";
import type { LeasedMessage, LeasedPrompt } from "./sql/leased-message.ts";

/** The settings that all recovery mail of a shop shares. */
export interface MailSettings {
  readonly links: LinkTokens;
  readonly shopName: string;
  readonly mailFrom: string;
  readonly storefrontUrl: string;
  readonly publicApiUrl: string;
  /** Signs each mail; left out when the mail server signs. */
  readonly sign?: DkimSigner;
}

// People open old mail to unsubscribe, so this link lives longer than the resume link.
const UNSUBSCRIBE_MS = 365 * 24 * 60 * 60_000;

/** Creates the function that turns a leased message into the mail to send. */
export function createPromptComposer(
  { pool }: Pick<Context, "pool">,
  settings: MailSettings,
): Compose {
  const readLoyalty = createLoyaltyReads(pool);
  return async (message) => {
    const { member, recipient } = message;
    const [first, ...others] = message.prompts;
    const { stage, orderId, order, orchestration } = first;
    const { points, steps } = await readLoyalty(message);
    const unsubscribeUrl = unsubscribeLink(message, settings);
    const mail = renderRecoveryPrompt({
      shopName: settings.shopName,
      ...order,
      memberName: member.name,
      locale: member.locale,
      timeZone: member.timeZone,
      stage,
      status: statusOf(first),
      identityReason: identityReasonOf(first),
      money: moneyOf(first, message.leasedAt),
      lateSince: lateSinceOf(first, message.leasedAt),
      stages: viewStages(orchestration),
      pendingSteps: steps.map(({ title, expiresAt }) => ({
        title,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      })),
      points: points(orderId),
      step: toneOf(first.earlierMails),
      resumeUrl: linkOf(first, settings),
      unsubscribeUrl,
      otherOrders: others.map((other) => ({
        ...describeOther(other, settings),
        money: moneyOf(other, message.leasedAt),
        lateSince: lateSinceOf(other, message.leasedAt),
        points: points(other.orderId),
      })),
      nextActionAt:
        orchestration.nextActionAt === null ? null : new Date(orchestration.nextActionAt),
    });
    return composeRecoveryMail(mail, {
      messageId: message.messageId,
      from: settings.mailFrom,
      to: recipient,
      date: new Date(first.decidedAt),
      unsubscribeUrl,
      ...(settings.sign === undefined ? {} : { sign: settings.sign }),
    });
  };
}

function describeOther(prompt: LeasedPrompt, settings: MailSettings) {
  const { stage, order } = prompt;
  const { orderNumber, total } = order;
  const resumeUrl = linkOf(prompt, settings);
  return { orderNumber, total, stage, status: statusOf(prompt), resumeUrl };
}

/** Why the identity check failed that the member can do again. */
function identityReasonOf({ stage, orchestration }: LeasedPrompt): string | null {
  if (stage !== "verification") return null;
  const failed = viewChecks(orchestration).find(
    ({ kind, reason, waitingOn }) =>
      kind === "identity" && reason !== null && waitingOn === "member",
  );
  return failed?.reason ?? null;
}

function statusOf({ stage, orchestration }: LeasedPrompt): StageStatus {
  return standingFacts(orchestration)[stage]?.status ?? "not_started";
}

/** The promised day, if it is over and the shopper has nothing to do for the delivery. */
function lateSinceOf({ stage, orchestration }: LeasedPrompt, now: number): Date | null {
  const { things, waitingOn } = orchestration;
  const isLate = stage === "fulfillment" && waitingOn !== "member" && isPromiseBroken(things, now);
  return isLate && things.promisedBy !== null ? new Date(things.promisedBy) : null;
}

/** A voucher that lapsed between two attempts is not linked in the second. */
function moneyOf(prompt: LeasedPrompt, now: number): MailMoney {
  const { order, orchestration } = prompt;
  const { amount, currency } = order.total;
  const money = viewMoney(orchestration, { total: amount, currency });
  const payments = viewPayments(orchestration, () => null);
  const situation = moneySituation({ place: "open", money, payments }, now);
  const isExpired = statusOf(prompt) === "failed" && money.open > 0 && endedAsVoucher(payments);
  return isExpired ? { kind: "voucher_expired", amount: money.open } : situation;
}

/** Whether a voucher ran out of time, and nothing was declined. */
function endedAsVoucher(payments: readonly PaymentView[]): boolean {
  const ended = payments.filter(({ counts, waitingOn }) => counts && waitingOn !== null);
  const isVoucher = ({ method, nextStep }: PaymentView) =>
    method === "voucher" || nextStep?.kind === "voucher";
  return (
    ended.length > 0 && ended.every((payment) => payment.state === "expired" && isVoucher(payment))
  );
}

// The link's time starts at the decision, not at the attempt: each attempt sends the same message.
function linkOf(prompt: LeasedPrompt, settings: MailSettings): string {
  return prompt.statusUrl ?? resumeLink(settings, prompt.orderId, prompt.decidedAt, prompt);
}

function unsubscribeLink(
  { member, recipient, prompts: [first] }: LeasedMessage,
  { links, publicApiUrl }: MailSettings,
): string {
  const { promptId } = first;
  const subject = subscriberSubject({ address: recipient, promptId, locale: member.locale });
  const { token } = links.issue("unsubscribe", subject, UNSUBSCRIBE_MS, first.decidedAt);
  const unsubscribe = new URL(`${publicApiUrl}/unsubscribe`);
  unsubscribe.search = String(new URLSearchParams({ token }));
  return unsubscribe.href;
}

/** A first mail is never a reminder. The words become no more direct after the fourth, however long a cadence is. */
function toneOf(earlierMails: number): PromptStep {
  switch (earlierMails) {
    case 0:
    case 1:
    case 2:
      return earlierMails;
    default:
      return 3;
  }
}
