import {
  type Provider,
  type ProviderFact,
  type ProviderMessage,
  type ProviderReport,
  WEBHOOK_ACTOR,
} from "@followthrough/core/domain";
import { transaction } from "../db/database.ts";
import {
  noteAttempt,
  readMessage,
  type Settlement,
  type StoredMessage,
  settleMessage,
} from "../db/inbox.ts";
import { takeTurn } from "../db/turn.ts";
import { applyParkedFacts } from "./apply-parked-facts.ts";
import { commitFact } from "./commit-fact.ts";
import type { Context } from "./context.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";
import { keepMember } from "./keep-member.ts";
import { keepOrder, readKnownOrder } from "./keep-order.ts";
import { linkInTurn } from "./link-order.ts";
import { stageEventOf } from "./provider-event.ts";
import { isUnavailable } from "./result.ts";

/** What each provider's messages say; the connectors' part. */
export type Translators = Readonly<Record<Provider, (message: StoredMessage) => ProviderMessage>>;

/**
 * Works on one kept message: what it says of an order is recorded, or waits for the order. Twice does no harm:
 * every fact has an id of its own, and is in the timeline once.
 *
 * Rejects when it has to be tried again.
 */
export async function processInbox(
  context: Context,
  translators: Translators,
  inboxId: string,
): Promise<void> {
  const message = await readMessage(context.pool, inboxId);
  if (message === null || message.state !== "received") return;
  try {
    const settlement = await settlementOf(context, message, translators[message.source](message));
    await settleMessage(context.pool, inboxId, settlement);
  } catch (error) {
    if (!isUnavailable(error))
      await noteAttempt(context.pool, inboxId, String(error).slice(0, 500));
    throw error;
  }
}

async function settlementOf(
  context: Context,
  message: StoredMessage,
  said: ProviderMessage,
): Promise<Settlement> {
  const { type: eventType } = said;
  if (said.kind === "report") {
    const { orderId, isParked } = await apply(context, message, said);
    const reason = isParked ? "Its order is not known yet" : null;
    return { state: isParked ? "parked" : "applied", eventType, orderId, reason };
  }
  const state = said.kind === "ignored" ? "ignored" : "dead";
  return { state, eventType, orderId: null, reason: said.reason };
}

/**
 * One order at a time, and one object of a provider at a time. The turn is a transaction that writes nothing: what
 * is recorded meanwhile is committed piece by piece, as from anywhere else.
 */
function apply(
  context: Context,
  message: StoredMessage,
  report: ProviderReport,
): Promise<{ orderId: string; isParked: boolean }> {
  const { pool } = context;
  return transaction(pool, async (tx) => {
    const { references, orderId: named } = report;
    const orderId = await linkInTurn(tx, pool, message.source, references, named);
    await takeTurn(tx, [`order:${orderId}`]);
    await keepReported(context, orderId, report);
    let isParked = false;
    for (const fact of report.facts) {
      isParked = (await recordFact(context, message, orderId, fact)) || isParked;
    }
    if (report.cancels !== null) {
      isParked = (await recordCancel(context, message, orderId, report.cancels)) || isParked;
    }
    return { orderId, isParked };
  });
}

/** Order and member, as the message has them; and what waited for the order or for its name. */
async function keepReported(
  context: Context,
  orderId: string,
  { order, member, references }: ProviderReport,
): Promise<void> {
  const known = await readKnownOrder(context, orderId);
  if (member !== null && member.email !== null) {
    const { email, name } = member;
    const reportedAt = order?.reportedAt ?? null;
    await keepMember(context, { ...member, email, name: name ?? email, reportedAt });
  }
  if (order !== null) await keepOrder(context, { ...order, orderId, redeemPoints: null }, known);
  else if (known !== null && references.length > 0) await applyParkedFacts(context, orderId);
}

/** @returns whether it waits for its order */
async function recordFact(
  context: Context,
  { inboxId, source }: StoredMessage,
  orderId: string,
  fact: ProviderFact,
): Promise<boolean> {
  const { sourceEventId } = fact;
  const event = stageEventOf(fact, source, WEBHOOK_ACTOR, { inboxId });
  const result = await commitFact(context, orderId, { source, sourceEventId }, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("webhook", orderId, sourceEventId),
    expectedVersion: undefined,
    answerOf: (entry) => outcomeOf(orderId, entry),
  });
  if (result !== null && !result.ok)
    throw new Error(`A provider's fact was refused: ${result.code}`);
  return result === null;
}

/** @returns whether it waits for its order */
async function recordCancel(
  context: Context,
  { inboxId, source }: StoredMessage,
  orderId: string,
  { note, sourceEventId }: NonNullable<ProviderReport["cancels"]>,
): Promise<boolean> {
  const payload = { inboxId };
  const event = { kind: "cancelled", note, payload, actor: WEBHOOK_ACTOR } as const;
  const result = await commitFact(context, orderId, { source, sourceEventId }, event, {
    idempotencyKey: `${source}:${sourceEventId}`,
    requestHash: hashRequest("webhook", orderId, sourceEventId),
    expectedVersion: undefined,
    answerOf: (entry) => outcomeOf(orderId, entry),
  });
  // An order that is closed already can't be called off; what is about money comes as a fact of its own.
  if (result !== null && !result.ok && result.code !== "orchestration_closed") {
    throw new Error(`A provider's cancellation was refused: ${result.code}`);
  }
  return result === null;
}
