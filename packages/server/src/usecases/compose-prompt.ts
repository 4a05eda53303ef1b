import { registerStatus, type StageStatus } from "@followthrough/core/domain";
import type { LeasedMessage, LeasedPrompt } from "../db/lease-messages.ts";
import { composeRecoveryMail } from "../email/compose-recovery-mail.ts";
import type { DkimSigner } from "../email/dkim.ts";
import type { PromptStep } from "../email/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../email/render-recovery-prompt.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import type { Compose } from "./compose-message.ts";
import type { Context } from "./context.ts";
import { viewStages } from "./get-orchestration.ts";
import { ORDER_TOKEN_MS } from "./order-token.ts";
import { createLoyaltyReads } from "./read-message-loyalty.ts";
import { subscriberSubject } from "./unsubscribe.ts";

/** What every recovery mail of a shop has in common. */
export interface MailSettings {
  readonly links: LinkTokens;
  readonly shopName: string;
  readonly mailFrom: string;
  readonly storefrontUrl: string;
  readonly publicApiUrl: string;
  /** Signs each mail; left out where the mail server signs. */
  readonly sign?: DkimSigner;
}

// People come back to old mail to get out of more of it; the way out holds longer than the way in.
const UNSUBSCRIBE_MS = 365 * 24 * 60 * 60_000;

/** Makes the function that turns a leased message into the mail that goes out. */
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
      stages: viewStages(orchestration),
      pendingSteps: steps.map(({ title, expiresAt }) => ({
        title,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      })),
      points: points(orderId),
      step: toneOf(first.step),
      resumeUrl: resumeLink(first, settings),
      unsubscribeUrl,
      otherOrders: others.map((other) => ({
        ...describeOther(other, settings),
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
  const resumeUrl = resumeLink(prompt, settings);
  return { orderNumber, total, stage, status: statusOf(prompt), resumeUrl };
}

function statusOf({ stage, orchestration }: LeasedPrompt): StageStatus {
  return registerStatus(orchestration.registers[stage]);
}

// From the decision on, not from the attempt: each attempt is the same message.
function resumeLink(
  { orderId, promptId, stage, decidedAt }: LeasedPrompt,
  { links, storefrontUrl }: MailSettings,
): string {
  const { token } = links.issue("order", orderId, ORDER_TOKEN_MS, decidedAt);
  const resume = new URL(`${storefrontUrl}/checkout/resume`);
  resume.search = String(new URLSearchParams({ order: orderId, stage, prompt: promptId, token }));
  return resume.href;
}

function unsubscribeLink(
  { memberId, recipient, prompts: [first] }: LeasedMessage,
  { links, publicApiUrl }: MailSettings,
): string {
  const subject = subscriberSubject(
    memberId === null ? { memberId, address: recipient } : { memberId },
  );
  const { token } = links.issue("unsubscribe", subject, UNSUBSCRIBE_MS, first.decidedAt);
  const unsubscribe = new URL(`${publicApiUrl}/unsubscribe`);
  unsubscribe.search = String(new URLSearchParams({ token }));
  return unsubscribe.href;
}

/** The words get no more direct after the fourth prompt, however long a policy's cadence is. */
function toneOf(step: number): PromptStep {
  switch (step) {
    case 0:
    case 1:
    case 2:
      return step;
    default:
      return 3;
  }
}
