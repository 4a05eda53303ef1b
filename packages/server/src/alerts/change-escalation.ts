import type { Escalation } from "@followthrough/core/contract";
import type { Entry, OperatorEvent } from "@followthrough/core/domain";
import { commitEvent } from "../lifecycle/commit/commit-event.ts";
import type { SeenOrder } from "../lifecycle/operator-request.ts";
import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { type Refusal, refuse } from "../platform/result.ts";
import { readEscalation } from "./sql/escalations.ts";

/** An operator's change of an escalation. */
export interface EscalationChange {
  /** The escalation's id and reason are added to its payload. */
  readonly event: OperatorEvent;
  readonly requestHash: string;
  readonly idempotencyKey: string | undefined;
  readonly seen: SeenOrder | undefined;
  /** Changes the row; false when it is resolved already. */
  readonly write: (tx: Tx) => Promise<boolean>;
  /** Whether the operator lets go of the order. Prompts that were held back then go on. */
  readonly endsWork: boolean;
  /** The escalation after the change. */
  readonly answerOf: (known: Escalation, entry: Entry) => Escalation;
}

/** Commits a change of an open escalation together with an entry in its order's timeline. */
export async function changeEscalation(
  context: Context,
  escalationId: string,
  { event, requestHash, idempotencyKey, seen, write, endsWork, answerOf }: EscalationChange,
): Promise<Committed<Escalation> | Refusal> {
  const known = await readEscalation(context.pool, escalationId);
  if (known === null || (seen !== undefined && seen.orderId !== known.orderId)) {
    return refuse("escalation_unknown");
  }
  const { orderId, reason } = known;
  if (known.orderNumber === null) return changeWithoutOrder(context, escalationId, write);
  const payload = { escalationId, reason, ...event.payload };
  const result = await commitEvent(
    context,
    orderId,
    { ...event, payload },
    {
      idempotencyKey,
      requestHash,
      expectedVersion: seen?.version,
      answerOf: (entry) => answerOf(known, entry),
      alongside: async (tx) => ((await write(tx)) ? null : refuse("escalation_resolved")),
    },
  );
  if (result.ok && endsWork) {
    const change = { note: { code: "operator_done" }, actor: event.actor } as const;
    await reconsiderOrders(context, { orderId }, change);
  }
  return result;
}

/** An order that was never reported has no timeline to add an entry to. */
async function changeWithoutOrder(
  { pool }: Context,
  escalationId: string,
  write: EscalationChange["write"],
): Promise<Committed<Escalation> | Refusal> {
  const isWritten = await transaction(pool, write);
  if (!isWritten) return refuse("escalation_resolved");
  const answer = await readEscalation(pool, escalationId);
  return answer === null ? refuse("escalation_unknown") : { ok: true, answer, replayed: false };
}
