import type { OrchestrationEvent } from "@followthrough/core/domain";
import { type Db, isDeadlock, isUniqueViolation, type Tx, transaction } from "../db/database.ts";
import { lockOrchestration } from "../db/lock-orchestration.ts";
import { readForTransition } from "../db/read-for-transitions.ts";
import type { TransitionWrite } from "../db/write-transitions.ts";
import type { CommitContext } from "./commit-context.ts";
import {
  type AskedEvent,
  type Committed,
  decideEvent,
  type EventOptions,
  isAccepted,
  questionOf,
} from "./decide-event.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { OperationRefused } from "./operation-refused.ts";
import { type Refusal, refuse } from "./result.ts";
import { writeEvents, writeEventsIn } from "./write-events.ts";

export type { Committed } from "./decide-event.ts";

/** What comes with an event beside the event, also what only this path can do. */
export interface CommitOptions<Answer> extends EventOptions<Answer> {
  /**
   * Writes what has to be committed with the event, under the lock of the order. A refusal takes everything
   * back.
   */
  readonly alongside?: (tx: Tx) => Promise<Refusal | null>;
}

// The usual case is one writer an order: no lock, one round trip to read and one to write.
const OPTIMISTIC_TRIES = 3;
const MAX_TRIES = 20;

/**
 * Commits one event of one order: read, decide, one guarded write. Optimistic: when the order has moved
 * between reading and writing, everything is decided again on what it is now; after some misses under the
 * row's lock, so that of fifty writers at once each has its turn.
 *
 * A connection that breaks throws, also where nobody knows whether the write was committed; nothing is tried
 * again here.
 *
 * @param optimisticTries how often it is tried without the lock
 */
export async function commitEvent<Answer>(
  context: CommitContext,
  orderId: string,
  event: OrchestrationEvent,
  options: CommitOptions<Answer>,
  optimisticTries: number = OPTIMISTIC_TRIES,
): Promise<Committed<Answer> | Refusal> {
  const asked = { orderId, event, options };
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const isLocked = tries >= optimisticTries || options.alongside !== undefined;
    const result = await tryOnce(context, asked, isLocked);
    if (result === "missing") await ensureOrchestration(context, orderId);
    else if (result !== "moved") {
      if (!("escalates" in result)) return result;
      announce(context, orderId, result.escalates);
      return result.committed;
    }
  }
  return refuse("version_conflict", "Others change this order at the same moment; try again.");
}

function announce({ changes }: CommitContext, orderId: string, escalates: boolean): void {
  changes.changed([orderId]);
  if (escalates) changes.alertsWaiting();
}

/** What this path was asked for. */
interface Asked<Answer> extends AskedEvent<Answer> {
  readonly options: CommitOptions<Answer>;
}

/** Written by this try, and not found as written earlier. */
interface Written<Answer> {
  readonly committed: Committed<Answer>;
  readonly escalates: boolean;
}

/** `moved`: the order was changed between reading and writing, or somebody holds it. */
type Tried<Answer> = Written<Answer> | Committed<Answer> | Refusal | "moved" | "missing";

async function tryOnce<Answer>(
  context: CommitContext,
  asked: Asked<Answer>,
  isLocked: boolean,
): Promise<Tried<Answer>> {
  try {
    if (!isLocked) {
      return await attempt(context.pool, context, asked, (write) => writeEvents(context, [write]));
    }
    return await transaction(context.pool, async (tx) => {
      await lockOrchestration(tx, asked.orderId);
      const tried = await attempt(tx, context, asked, (write) =>
        writeEventsIn(tx, context, [write]),
      );
      const isWritten = typeof tried === "object" && "escalates" in tried;
      const refusal = isWritten ? await asked.options.alongside?.(tx) : null;
      if (refusal) throw new TakenBack(refusal);
      return tried;
    });
  } catch (error) {
    if (error instanceof TakenBack || error instanceof OperationRefused) return error.refusal;
    // Somebody else wrote this key or this fact first; the next try reads what they wrote.
    if (isUniqueViolation(error) || isDeadlock(error)) return "moved";
    throw error;
  }
}

/** Rolls a transaction back to answer with a refusal. */
class TakenBack extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

async function attempt<Answer>(
  db: Db,
  { policy }: CommitContext,
  asked: AskedEvent<Answer>,
  writeDown: (write: TransitionWrite) => Promise<ReadonlySet<string>>,
): Promise<Tried<Answer>> {
  const { orderId, idempotencyKey, report } = questionOf(asked);
  const read = await readForTransition(db, orderId, idempotencyKey, report);
  const decision = decideEvent(policy, asked, read);
  if (!isAccepted(decision)) return decision;
  const { write, answer } = decision;
  const isWritten = (await writeDown(write)).size > 0;
  if (!isWritten) return "moved";
  const committed = { ok: true, answer, replayed: false } as const;
  return { committed, escalates: write.escalate !== null };
}
