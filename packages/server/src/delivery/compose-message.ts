import type { OutgoingMail } from "../mail/transport.ts";
import type { Context } from "../platform/context.ts";
import { isUnavailable } from "../platform/unavailable.ts";
import type { LeasedMessage, LeasedPrompt } from "./sql/leased-message.ts";
import { buryPrompt } from "./sql/record-attempt.ts";

/** Composes the mail for a leased message; throws when that is not possible. */
export type Compose = (message: LeasedMessage) => Promise<Omit<OutgoingMail, "beforeEnd">>;

/** A message's mail, and the prompts that it contains. */
export interface ComposedMessage {
  readonly mail: Omit<OutgoingMail, "beforeEnd">;
  readonly prompts: LeasedMessage["prompts"];
}

/**
 * Composes a message. If several orders were folded into it and one of them can't be described, the prompt of that
 * order is given up and the message covers the others.
 *
 * @throws the error of `compose`, when no prompt is left or the database is unavailable
 */
export async function composeMessage(
  context: Context,
  compose: Compose,
  message: LeasedMessage,
): Promise<ComposedMessage> {
  try {
    return { mail: await compose(message), prompts: message.prompts };
  } catch (error) {
    if (isUnavailable(error) || message.prompts.length === 1) throw error;
    const [first, ...others] = await keepComposable(context, compose, message);
    if (first === undefined) throw error;
    const prompts = [first, ...others] as const;
    return { mail: await compose({ ...message, prompts }), prompts: [...prompts] };
  }
}

/** @returns the prompts that can be composed, each tried alone */
async function keepComposable(
  { pool, log }: Context,
  compose: Compose,
  message: LeasedMessage,
): Promise<LeasedPrompt[]> {
  const healthy: LeasedPrompt[] = [];
  for (const prompt of message.prompts) {
    try {
      await compose({ ...message, prompts: [prompt] });
      healthy.push(prompt);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      log.error({ err: error, promptId: prompt.promptId }, "a prompt can't be composed");
      const reason = `the message could not be composed: ${String(error)}`;
      // If none can be composed, the last one stays in the message, which is then dead as a whole.
      const isLast = healthy.length === 0 && prompt === message.prompts.at(-1);
      if (!isLast) await buryPrompt(pool, message.token, prompt.promptId, reason);
    }
  }
  return healthy;
}
