import { isUnavailable } from "../db/database.ts";
import { endLapsedLeases, type LeasedPrompt, leasePrompts } from "../db/lease-prompts.ts";
import { markEnding, type Settlement, settlePrompt, suppressAddress } from "../db/settle-prompt.ts";
import type { MailTransport, OutgoingMail, SendOutcome } from "../email/transport.ts";
import type { Context } from "./context.ts";

/** What a delivery needs beside the database. */
export interface Delivery {
  readonly transport: MailTransport;
  /** Makes the message for a leased prompt; throws when it can't be made. */
  readonly compose: (prompt: LeasedPrompt) => Promise<Omit<OutgoingMail, "beforeEnd">>;
  /** How long a lease holds; longer than the transport's time-outs together. */
  readonly leaseMs: number;
  /** How many messages are on their way at the same time. */
  readonly concurrency: number;
  /** Between 0 and 1, for the jitter. */
  readonly random: () => number;
}

const MAX_ATTEMPTS = 8;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 60 * 60_000;

/**
 * Delivers what is due in the outbox: lease, compose and send outside any transaction, settle under the
 * lease's token. Goes on until nothing is due.
 *
 * @returns how many prompts were settled as sent
 */
export async function deliverPrompts(context: Context, delivery: Delivery): Promise<number> {
  const lapsed = await endLapsedLeases(context.pool);
  if (lapsed > 0) context.log.warn({ prompts: lapsed }, "ended the leases of a lost worker");
  let sent = 0;
  for (;;) {
    const { leased, givenUp } = await leasePrompts(
      context.pool,
      delivery.concurrency,
      delivery.leaseMs,
      MAX_ATTEMPTS,
    );
    const results = await Promise.all(
      leased.map((prompt) => deliverOne(context, delivery, prompt)),
    );
    sent += results.filter((state) => state === "sent").length;
    if (leased.length + givenUp === 0) return sent;
  }
}

async function deliverOne(
  context: Context,
  delivery: Delivery,
  prompt: LeasedPrompt,
): Promise<Settlement["state"]> {
  const settlement = await attempt(context, delivery, prompt);
  const isHeld = await settlePrompt(context.pool, prompt, settlement);
  const { promptId, orderId, attempts } = prompt;
  const line = { promptId, orderId, attempts, ...settlement };
  if (!isHeld) context.log.warn(line, "the lease was lost before the prompt was settled");
  else if (settlement.state === "sent") context.log.info(line, "recovery prompt sent");
  else context.log.warn(line, "recovery prompt not sent");
  return settlement.state;
}

async function attempt(
  context: Context,
  { transport, compose, random }: Delivery,
  prompt: LeasedPrompt,
): Promise<Settlement> {
  let message: Omit<OutgoingMail, "beforeEnd">;
  try {
    message = await compose(prompt);
  } catch (error) {
    // The database's absence says nothing of the prompt.
    if (isUnavailable(error)) return tryAgain(String(error), prompt.attempts, random);
    context.log.error({ err: error, promptId: prompt.promptId }, "a prompt can't be composed");
    return { state: "dead", error: `the message could not be composed: ${String(error)}` };
  }
  const outcome = await transport.send({
    ...message,
    beforeEnd: async () => ((await markEnding(context.pool, prompt)) ? "go" : "stop"),
  });
  if (outcome.kind === "rejected" && outcome.permanent && outcome.recipientRejected) {
    await suppressAddress(context.pool, prompt.recipient, "bounced");
  }
  return settlementOf(outcome, prompt.attempts, random);
}

function settlementOf(outcome: SendOutcome, attempts: number, random: () => number): Settlement {
  switch (outcome.kind) {
    case "accepted":
      return { state: "sent" };
    case "ambiguous":
      return { state: "unknown", error: outcome.error.message };
    case "rejected":
      return outcome.permanent
        ? { state: "dead", error: outcome.response }
        : tryAgain(outcome.response, attempts, random);
    case "failed_before_end":
      return tryAgain(outcome.error.message, attempts, random);
    case "stopped":
      // The next lease looks why: cancelled, suppressed, or sent to the new address.
      return { state: "retry", error: "stopped at the last look", delayMs: 0 };
  }
}

/** Doubles from half a minute to an hour, each up to a quarter shorter or longer. */
function tryAgain(error: string, attempts: number, random: () => number): Settlement {
  if (attempts >= MAX_ATTEMPTS) return { state: "dead", error };
  const delay = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS);
  return { state: "retry", error, delayMs: Math.round(delay * (0.75 + 0.5 * random())) };
}
