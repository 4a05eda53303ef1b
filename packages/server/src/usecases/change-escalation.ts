import type { Escalation } from "@followthrough/core/contract";
import type { Entry, OperatorEvent } from "@followthrough/core/domain";
import { type Tx, transaction } from "../db/database.ts";
import { readEscalation } from "../db/escalations.ts";
import { type Committed, commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { type Refusal, refuse } from "./result.ts";

/** What an operator does about an escalation. */
export interface EscalationChange {
  /** Its payload names the escalation beside what it says here. */
  readonly event: OperatorEvent;
  readonly requestHash: string;
  readonly idempotencyKey: string | undefined;
  readonly seen: SeenOrder | undefined;
  /** Changes the row; false when it is resolved already. */
  readonly write: (tx: Tx) => Promise<boolean>;
  /** The escalation after it. */
  readonly answerOf: (known: Escalation, entry: Entry) => Escalation;
}

/** The order on whose page somebody acts, at the version that they saw. */
export interface SeenOrder {
  readonly orderId: string;
  readonly version: number;
}

/** Commits a change of an open escalation together with the entry in its order's timeline. */
export async function changeEscalation(
  context: Context,
  escalationId: string,
  { event, requestHash, idempotencyKey, seen, write, answerOf }: EscalationChange,
): Promise<Committed<Escalation> | Refusal> {
  const known = await readEscalation(context.pool, escalationId);
  if (known === null || (seen !== undefined && seen.orderId !== known.orderId)) {
    return refuse("escalation_unknown");
  }
  const { orderId, reason } = known;
  if (known.orderNumber === null) return changeWithoutOrder(context, escalationId, write);
  const payload = { escalationId, reason, ...event.payload };
  return commitEvent(
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
}

/** Of an order that never came there is no timeline to say so in. */
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
