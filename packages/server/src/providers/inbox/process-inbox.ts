import {
  type MailboxNews,
  type PaymentReport,
  type Provider,
  type ProviderFact,
  type ProviderReport,
  reportOfMoneyBack,
  WEBHOOK_ACTOR,
  withoutMoney,
} from "@followthrough/core/domain";
import { applyParkedFacts } from "../../intake/apply-parked-facts.ts";
import type { IntakeContext } from "../../intake/intake-context.ts";
import { type LeftReference, linkUnderLock } from "../../intake/link-order.ts";
import { recordOrPark } from "../../intake/record-or-park.ts";
import { lockNames } from "../../intake/sql/name-locks.ts";
import { storeReportedMember } from "../../intake/store-reported-member.ts";
import { readKnownOrder, storeReportedOrder } from "../../intake/store-reported-order.ts";
import { takeMailboxNews } from "../../intake/take-mailbox-news.ts";
import { answerOfEntry } from "../../lifecycle/commit/event-answer.ts";
import { hashRequest } from "../../lifecycle/commit/request-hash.ts";
import type { LifecycleContext } from "../../lifecycle/lifecycle-context.ts";
import type { StoredOrder } from "../../lifecycle/sql/orders.ts";
import { readOrchestration } from "../../lifecycle/sql/read-orchestration.ts";
import { transaction } from "../../platform/postgres/database.ts";
import { isUnavailable } from "../../platform/unavailable.ts";
import type { TranslatedMessage } from "../connectors/connector.ts";
import { stageEventOf } from "../event-from-provider-fact.ts";
import {
  type MessageOutcome,
  noteAttempt,
  readMessage,
  recordMessageOutcome,
  type StoredMessage,
} from "../sql/inbox.ts";
import { placeReportedOrder } from "./place-by-webhook.ts";
import { readReportedOrder } from "./read-reported-order.ts";

/** What applying a message needs: orders are placed, and facts are recorded. */
export type InboxContext = LifecycleContext & IntakeContext;

/** The function that translates each provider's messages. */
export type Translators = Readonly<
  Partial<Record<Provider, (message: StoredMessage) => TranslatedMessage>>
>;

/** What an applied message says of its mailboxes. */
const MAILBOX_REASONS = {
  bounced: "Mail to this address bounces, so it gets no more",
  complained: "The recipient reported mail as spam, so this address gets no more",
  unsubscribed: "The recipient unsubscribed at the mail service, so this address gets no more",
} as const satisfies Record<MailboxNews, string>;

/**
 * Applies one kept message: what it says about an order is recorded, or parked until the order is reported, and mail
 * to a mailbox is stopped. It is safe to run twice, because every fact has an id of its own and is recorded once.
 *
 * Rejects when the message must be retried.
 */
export async function processInbox(
  context: InboxContext,
  translators: Translators,
  inboxId: string,
): Promise<void> {
  const message = await readMessage(context.pool, inboxId);
  if (message === null || message.state !== "received") return;
  try {
    const outcome = await messageOutcomeOf(context, message, translate(translators, message));
    await recordMessageOutcome(context.pool, inboxId, outcome);
  } catch (error) {
    if (!isUnavailable(error))
      await noteAttempt(context.pool, inboxId, String(error).slice(0, 500));
    throw error;
  }
}

function translate(translators: Translators, message: StoredMessage): TranslatedMessage {
  const say = translators[message.source];
  if (say === undefined) throw new Error(`There is no connector for ${message.source}`);
  return say(message);
}

async function messageOutcomeOf(
  context: InboxContext,
  message: StoredMessage,
  said: TranslatedMessage,
): Promise<MessageOutcome> {
  if ("placed" in said) return placeReportedOrder(context, said);
  const { type: eventType } = said;
  switch (said.kind) {
    case "report": {
      const { orderId, isParked } = await apply(context, message, said);
      const reason = isParked ? "Its order is not known yet" : null;
      return { state: isParked ? "parked" : "applied", eventType, orderId, reason, mailboxes: [] };
    }
    case "mailbox": {
      const orderId = await takeMailboxNews(context, said, WEBHOOK_ACTOR);
      const { addresses: mailboxes, news } = said;
      return { state: "applied", eventType, orderId, reason: MAILBOX_REASONS[news], mailboxes };
    }
    case "ignored":
    case "unreadable": {
      const state = said.kind === "ignored" ? "ignored" : "dead";
      return {
        state,
        eventType,
        orderId: said.orderId ?? null,
        reason: said.reason,
        mailboxes: [],
      };
    }
  }
}

/**
 * Applies a report under locks on its order and on the provider's objects, so that each is worked on once at a time.
 * The transaction only holds the locks: the facts are committed one by one, as from any other caller.
 */
function apply(
  context: LifecycleContext,
  message: StoredMessage,
  report: ProviderReport,
): Promise<{ orderId: string; isParked: boolean }> {
  const { pool } = context;
  return transaction(pool, async (tx) => {
    const { references, orderId: name, facts } = report;
    const at = facts[0]?.occurredAt ?? message.signedAt ?? message.receivedAt;
    const named = name === null ? null : { orderId: name, at };
    const carried: PaymentReport[] = [];
    const orderId = await linkUnderLock(tx, pool, {
      provider: message.source,
      references,
      named,
      beforeLeaving: async (left) => {
        for (const each of left) carried.push(...(await takeAway(context, message, each, facts)));
      },
    });
    await lockNames(tx, [`order:${orderId}`]);
    await keepReported(context, message, orderId, report);
    let isParked = false;
    for (const [at, fact] of report.facts.entries()) {
      const whole =
        at === 0 && carried.length > 0
          ? { ...fact, payments: [...(fact.payments ?? []), ...carried] }
          : fact;
      isParked = (await recordFact(context, message, orderId, whole)) || isParked;
    }
    if (report.cancels !== null) {
      isParked = (await recordCancel(context, message, orderId, report.cancels)) || isParked;
    }
    return { orderId, isParked };
  });
}

/**
 * A payment that names another order now says to the order it named before that its money is not for it.
 *
 * @returns what went back of it, for the order that it names now
 */
async function takeAway(
  context: LifecycleContext,
  message: StoredMessage,
  { orderId, reference }: LeftReference,
  facts: readonly ProviderFact[],
): Promise<PaymentReport[]> {
  const former = await readOrchestration(context.pool, orderId);
  const payments = Object.values(former?.orchestration.money.payments ?? {});
  const known = payments.filter(
    (each) => each.source === message.source && each.reference === reference,
  );
  for (const fact of facts) {
    const reports = (fact.payments ?? []).filter((each) => each.reference === reference);
    const taken = reports.flatMap((each) => withoutMoney(each));
    if (taken.length === 0) continue;
    await recordFact(context, message, orderId, {
      ...fact,
      status: "not_started",
      waitingOn: null,
      reopens: false,
      note: "The payment names another order",
      sourceEventId: `${fact.sourceEventId}:moved`.slice(-255),
      payments: taken,
    });
  }
  return known.flatMap((payment) => reportOfMoneyBack(payment));
}

/** Stores the order and the member of a report, and applies the facts that were parked until this order was known. */
async function keepReported(
  context: LifecycleContext,
  { source }: Pick<StoredMessage, "source">,
  orderId: string,
  { order, member, references }: ProviderReport,
): Promise<void> {
  if (member !== null) {
    const { emailProblem = null } = member;
    const reportedAt = order?.reportedAt ?? null;
    await storeReportedMember(context, { ...member, emailProblem, reportedAt });
  }
  if (order !== null) {
    const read = (known: StoredOrder | null) => readReportedOrder(source, orderId, order, known);
    await storeReportedOrder(context, orderId, read, { ifClosed: "leave" });
  } else if (references.length > 0 && (await readKnownOrder(context, orderId)) !== null) {
    await applyParkedFacts(context, orderId);
  }
}

/** @returns whether the fact was parked */
async function recordFact(
  context: LifecycleContext,
  { inboxId, source }: StoredMessage,
  orderId: string,
  fact: ProviderFact,
): Promise<boolean> {
  const { sourceEventId } = fact;
  const event = stageEventOf(fact, source, WEBHOOK_ACTOR, { inboxId });
  const result = await recordOrPark(context, orderId, { source, sourceEventId }, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("webhook", orderId, sourceEventId),
    expectedVersion: undefined,
    answerOf: (entry) => answerOfEntry(orderId, entry),
  });
  if (result !== null && !result.ok)
    throw new Error(`A provider's fact was refused: ${result.code}`);
  return result === null;
}

/** @returns whether the cancellation was parked */
async function recordCancel(
  context: LifecycleContext,
  { inboxId, source }: StoredMessage,
  orderId: string,
  { note, sourceEventId }: NonNullable<ProviderReport["cancels"]>,
): Promise<boolean> {
  const payload = { inboxId };
  const event = { kind: "cancelled", note, payload, actor: WEBHOOK_ACTOR } as const;
  const result = await recordOrPark(context, orderId, { source, sourceEventId }, event, {
    idempotencyKey: `${source}:${sourceEventId}`,
    requestHash: hashRequest("webhook", orderId, sourceEventId),
    expectedVersion: undefined,
    answerOf: (entry) => answerOfEntry(orderId, entry),
  });
  // A closed order can't be cancelled. A refund arrives as a fact of its own.
  if (result !== null && !result.ok && result.code !== "orchestration_closed") {
    throw new Error(`A provider's cancellation was refused: ${result.code}`);
  }
  return result === null;
}
