import type { LeasedPrompt } from "../db/lease-prompts.ts";
import { listPendingSteps } from "../db/loyalty-steps.ts";
import { composeRecoveryMail } from "../email/compose-recovery-mail.ts";
import type { PromptStep } from "../email/recovery-prompt-input.ts";
import { renderRecoveryPrompt } from "../email/render-recovery-prompt.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import type { Context } from "./context.ts";
import type { Delivery } from "./deliver-prompts.ts";
import { viewStages } from "./get-orchestration.ts";
import { ORDER_TOKEN_MS } from "./order-token.ts";
import { subscriberSubject } from "./unsubscribe.ts";

/** What every recovery mail of a shop has in common. */
export interface MailSettings {
  readonly links: LinkTokens;
  readonly shopName: string;
  readonly mailFrom: string;
  readonly storefrontUrl: string;
  readonly publicApiUrl: string;
}

// People come back to old mail to get out of more of it; the way out holds longer than the way in.
const UNSUBSCRIBE_MS = 365 * 24 * 60 * 60_000;

/** Makes the function that turns a leased prompt into the mail that goes out. */
export function createPromptComposer(
  { pool }: Pick<Context, "pool">,
  settings: MailSettings,
): Delivery["compose"] {
  return async (prompt) => {
    const { memberId, orderId, order, orchestration, member, stage } = prompt;
    const stages = viewStages(orchestration);
    const steps = memberId === null ? [] : await listPendingSteps(pool, memberId, orderId);
    const { resumeUrl, unsubscribeUrl } = await makeLinks(prompt, settings);
    const mail = renderRecoveryPrompt({
      shopName: settings.shopName,
      ...order,
      memberName: member.name,
      locale: member.locale,
      timeZone: member.timeZone,
      stage,
      status: stages.find((view) => view.stage === stage)?.status ?? "not_started",
      stages,
      pendingSteps: steps.map(({ title, expiresAt }) => ({
        title,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      })),
      step: toneOf(prompt.step),
      resumeUrl,
      unsubscribeUrl,
      nextActionAt:
        orchestration.nextActionAt === null ? null : new Date(orchestration.nextActionAt),
    });
    return composeRecoveryMail(mail, {
      messageId: prompt.messageId,
      from: settings.mailFrom,
      to: prompt.recipient,
      date: new Date(prompt.decidedAt),
      unsubscribeUrl,
    });
  };
}

async function makeLinks(prompt: LeasedPrompt, settings: MailSettings) {
  const { links, storefrontUrl, publicApiUrl } = settings;
  const { orderId, memberId, recipient, decidedAt } = prompt;
  const subject = subscriberSubject(
    memberId === null ? { memberId, address: recipient } : { memberId },
  );
  const [order, out] = await Promise.all([
    links.issue("order", orderId, ORDER_TOKEN_MS, decidedAt),
    links.issue("unsubscribe", subject, UNSUBSCRIBE_MS, decidedAt),
  ]);
  const resume = new URL(`${storefrontUrl}/checkout/resume`);
  resume.search = String(
    new URLSearchParams({ order: orderId, stage: prompt.stage, token: order.token }),
  );
  const unsubscribe = new URL(`${publicApiUrl}/unsubscribe`);
  unsubscribe.search = String(new URLSearchParams({ token: out.token }));
  return { resumeUrl: resume.href, unsubscribeUrl: unsubscribe.href };
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
