import type { Notification } from "@followthrough/core/contract";
import { isTerminal, type OperatorEvent, transition } from "@followthrough/core/domain";
import { answerRepeat, refuseOtherVersion } from "../lifecycle/commit/request-guard.ts";
import type { SeenOrder } from "../lifecycle/operator-request.ts";
import { lockOrchestration } from "../lifecycle/sql/lock-orchestration.ts";
import { readForTransition, type TransitionInputs } from "../lifecycle/sql/read-for-transitions.ts";
import { type TransitionWrite, writeTransitions } from "../lifecycle/sql/write-transitions.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { type Refusal, refuse, refuseWith } from "../platform/result.ts";
import { type PromptsMessage, readPromptsMessage } from "./sql/stuck-prompts.ts";

/** What an operator does with a stuck message. */
export interface MessageAction {
  /** The entry for the timeline, still without the payload that names the prompt. */
  readonly event: Omit<OperatorEvent, "payload">;
  readonly requestHash: string;
  readonly idempotencyKey: string | undefined;
  readonly seen: SeenOrder | undefined;
  /** Whether the action is also allowed for closed orders. */
  readonly takesClosed: boolean;
  /** Changes the message's prompts for these orders that have the named one's state; none when it is not stuck. */
  readonly write: (tx: Tx, orderIds: readonly string[]) => Promise<Notification[]>;
}

/** An order of the message, with its lock held. */
interface Locked extends TransitionInputs {
  readonly orchestration: NonNullable<TransitionInputs["orchestration"]>;
}

/**
 * Changes all prompts of one message and adds an entry to the timeline of each of their orders, in one
 * transaction. A message is sent to its member as a whole, so it is also changed as a whole.
 */
export async function actOnMessage(
  context: Context,
  promptId: string,
  action: MessageAction,
): Promise<Committed<Notification> | Refusal> {
  const message = await readPromptsMessage(context.pool, promptId);
  const { seen } = action;
  if (message === null || (seen !== undefined && seen.orderId !== message.orderId)) {
    return refuse("notification_unknown");
  }
  const result = await transaction(context.pool, async (tx) => {
    const orders = await lockOrders(tx, message, action.idempotencyKey);
    return act(tx, context, promptId, message, orders, action);
  });
  if (result.ok && !result.replayed) context.changes.changed(message.orderIds);
  return result;
}

/** Locks by ascending id, as all code that locks several orders does, so that no deadlock can occur. */
async function lockOrders(
  tx: Tx,
  { orderIds }: PromptsMessage,
  idempotencyKey: string | undefined,
): Promise<ReadonlyMap<string, Locked>> {
  const locked = new Map<string, Locked>();
  for (const orderId of orderIds) {
    await lockOrchestration(tx, orderId);
    const read = await readForTransition(tx, orderId, idempotencyKey ?? null, NO_REPORT);
    const orchestration = read?.orchestration;
    if (!read || !orchestration) throw new Error(`${orderId} has prompts but no orchestration`);
    locked.set(orderId, { ...read, orchestration });
  }
  return locked;
}

const NO_REPORT = { source: null, sourceEventId: null };

async function act(
  tx: Tx,
  { policy }: Context,
  promptId: string,
  { orderId, state }: PromptsMessage,
  orders: ReadonlyMap<string, Locked>,
  { event, requestHash, idempotencyKey: key, seen, takesClosed, write }: MessageAction,
): Promise<Committed<Notification> | Refusal> {
  const named = orders.get(orderId);
  if (named === undefined) throw new Error(`${orderId} was not locked`);
  const guarded =
    answerRepeat<Notification>(named.stored, requestHash) ??
    refuseOtherVersion(seen?.version, named.orchestration.version);
  if (guarded !== null) return guarded;
  const isMeant = (order: Locked) => takesClosed || !isTerminal(order.orchestration);
  const meant = [...orders].filter(([, order]) => isMeant(order)).map(([id]) => id);
  if (!meant.includes(orderId)) return refuse("orchestration_closed");
  const changed = await write(tx, meant);
  const answer = changed.find(({ notificationId }) => notificationId === promptId);
  if (answer === undefined) return refuseWith("prompt_not_stuck", { state });
  const kept = key === undefined ? null : { key, requestHash, answer };
  const writes = changed.map((prompt) => {
    const stored = prompt === answer ? kept : null;
    return { ...entryFor(orders.get(prompt.orderId), event, prompt, policy), stored };
  });
  const written = await writeTransitions(tx, writes);
  if (written.size !== writes.length) throw new Error("An order changed while it was locked");
  return { ok: true, answer, replayed: false };
}

/** The timeline entry for one of the message's orders. */
function entryFor(
  order: Locked | undefined,
  event: MessageAction["event"],
  { orderId, notificationId, messageId, step }: Notification,
  policy: Context["policy"],
): TransitionWrite {
  if (order === undefined) throw new Error(`${orderId} was not locked`);
  const complete = { ...event, payload: { notificationId, messageId, step } };
  const decided = transition(order.orchestration, complete, policy, order.now);
  if (!decided.ok) throw new Error(`An operator's entry was refused: ${decided.code}`);
  const { next, entry, effects } = decided;
  return { orderId, next, entry, ...effects, prompt: null, stored: null, operation: null };
}
