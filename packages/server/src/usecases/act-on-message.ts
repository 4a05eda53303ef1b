import type { Notification } from "@followthrough/core/contract";
import { isTerminal, type OperatorEvent, transition } from "@followthrough/core/domain";
import { type Tx, transaction } from "../db/database.ts";
import { lockOrchestration } from "../db/lock-orchestration.ts";
import { readForTransition, type TransitionContext } from "../db/read-for-transitions.ts";
import { type PromptsMessage, readPromptsMessage } from "../db/stuck-prompts.ts";
import { type TransitionWrite, writeTransitions } from "../db/write-transitions.ts";
import type { SeenOrder } from "./change-escalation.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { type Refusal, refuse } from "./result.ts";

/** What an operator does about a message that is stuck. */
export interface MessageAction {
  /** Its payload names the prompt. */
  readonly event: Omit<OperatorEvent, "payload">;
  readonly requestHash: string;
  readonly idempotencyKey: string | undefined;
  readonly seen: SeenOrder | undefined;
  /** Whether it may also be done for orders that are closed. */
  readonly takesClosed: boolean;
  /** Changes the message's prompts of these orders that stand as the named one; none when it is not stuck. */
  readonly write: (tx: Tx, orderIds: readonly string[]) => Promise<Notification[]>;
}

/** An order of the message, under its lock. */
interface Locked extends TransitionContext {
  readonly orchestration: NonNullable<TransitionContext["orchestration"]>;
}

/**
 * Changes all prompts that are one message and leaves an entry in the timeline of each of their orders, in one
 * transaction: a message is sent to its member as a whole, and so it is acted on as a whole.
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

/** In the order of their ids, as everybody who locks several does, so that nobody waits in a circle. */
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
    if (!read || !orchestration) throw new Error(`${orderId} has prompts and no orchestration`);
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
  const stored = orders.get(orderId)?.stored ?? null;
  if (stored !== null) {
    if (stored.requestHash !== requestHash) return refuse("idempotency_key_reused");
    // Made by this use case: the hash covers what was asked for.
    return { ok: true, answer: stored.answer as Notification, replayed: true };
  }
  const version = orders.get(orderId)?.orchestration.version;
  if (seen !== undefined && seen.version !== version) {
    return refuse("precondition_failed", `The order is at version ${version}.`);
  }
  const isMeant = (order: Locked) => takesClosed || !isTerminal(order.orchestration);
  const meant = [...orders].filter(([, order]) => isMeant(order)).map(([id]) => id);
  if (!meant.includes(orderId)) return refuse("orchestration_closed");
  const changed = await write(tx, meant);
  const answer = changed.find(({ notificationId }) => notificationId === promptId);
  if (answer === undefined) return refuse("prompt_not_stuck", `It is ${state}.`);
  const kept = key === undefined ? null : { key, requestHash, answer };
  const writes = changed.map((prompt) => {
    const stored = prompt === answer ? kept : null;
    return { ...tellOrder(orders.get(prompt.orderId), event, prompt, policy), stored };
  });
  const written = await writeTransitions(tx, writes);
  if (written.size !== writes.length) throw new Error("An order moved under its lock");
  return { ok: true, answer, replayed: false };
}

/** The entry in the timeline of one of the message's orders. */
function tellOrder(
  order: Locked | undefined,
  event: MessageAction["event"],
  { orderId, notificationId, messageId, step }: Notification,
  policy: Context["policy"],
): TransitionWrite {
  if (order === undefined) throw new Error(`${orderId} was not locked`);
  const said = { ...event, payload: { notificationId, messageId, step } };
  const decided = transition(order.orchestration, said, policy, order.now);
  if (!decided.ok) throw new Error(`An operator's entry was refused: ${decided.code}`);
  const { next, entry, effects } = decided;
  return { orderId, next, entry, ...effects, prompt: null, stored: null, operation: null };
}
