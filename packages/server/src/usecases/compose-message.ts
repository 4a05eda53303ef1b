import { isUnavailable } from "../db/database.ts";
import type { LeasedMessage, LeasedPrompt } from "../db/lease-messages.ts";
import { giveUpPrompt } from "../db/settle-message.ts";
import type { OutgoingMail } from "../email/transport.ts";
import type { Context } from "./context.ts";

/** Makes the mail for a leased message; throws when it can't be made. */
export type Compose = (message: LeasedMessage) => Promise<Omit<OutgoingMail, "beforeEnd">>;

/** A message's mail, and the prompts that it speaks of. */
export interface ComposedMessage {
  readonly mail: Omit<OutgoingMail, "beforeEnd">;
  readonly prompts: LeasedMessage["prompts"];
}

/**
 * Composes a message. Where several orders were folded into it and one of them can't be described, that one's
 * prompt is given up and the message speaks of the others.
 *
 * @throws what composing threw, when nothing is left to say or the database is away
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
    const [first, ...others] = await dropPoison(context, compose, message);
    if (first === undefined) throw error;
    const prompts = [first, ...others] as const;
    return { mail: await compose({ ...message, prompts }), prompts: [...prompts] };
  }
}

/** @returns the prompts that can be composed by themselves */
async function dropPoison(
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
      // The last of them is settled with the message, which then is dead as a whole.
      const isLast = healthy.length === 0 && prompt === message.prompts.at(-1);
      if (!isLast) await giveUpPrompt(pool, message.token, prompt.promptId, reason);
    }
  }
  return healthy;
}
