import type { OrchestrationEvent } from "@followthrough/core/domain";
import type { Committed } from "../../platform/change.ts";
import type { Context } from "../../platform/context.ts";
import {
  type Db,
  isDeadlock,
  isUniqueViolation,
  type Tx,
  transaction,
} from "../../platform/postgres/database.ts";
import { type Refusal, refuseWith } from "../../platform/result.ts";
import { answerRollBack, RollBack } from "../../platform/roll-back.ts";
import { ensureOrchestration } from "../ensure-orchestration.ts";
import { lockOrchestration } from "../sql/lock-orchestration.ts";
import { readForTransition } from "../sql/read-for-transitions.ts";
import type { TransitionWrite } from "../sql/write-transitions.ts";
import {
  decideEvent,
  type EventOptions,
  type EventRequest,
  isAccepted,
  lookupFor,
} from "./decide-event.ts";
import { writeEvents, writeEventsIn } from "./write-events.ts";

/** What an event carries in addition to the event itself, and what only this path can do. */
export interface CommitOptions<Answer> extends EventOptions<Answer> {
  /**
   * Writes what must be committed with the event, under the lock of the order. A refusal rolls everything
   * back.
   */
  readonly alongside?: (tx: Tx) => Promise<Refusal | null>;
}

// Usually an order has one writer: no lock, one round trip to read and one to write.
const OPTIMISTIC_TRIES = 3;
const MAX_TRIES = 20;

/**
 * Commits one event of one order: read, decide, one guarded write. This is optimistic: if the order moved
 * between reading and writing, everything is decided again on its new state. After a few misses it takes the
 * row lock, so that each of fifty concurrent writers gets through.
 *
 * Throws when a connection breaks, even if nobody can know whether the write was committed. Nothing is tried
 * again here.
 *
 * @param optimisticTries how often to try without the lock
 */
export async function commitEvent<Answer>(
  context: Context,
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
  return refuseWith("version_conflict", { changing: "order" });
}

/**
 * Commits an event with its transaction, which has locked the order (`lockOrchestration`). The caller announces it after
 * the commit.
 *
 * @returns `null` if nothing was recorded, because the event changes nothing or the order is closed
 */
export async function writeUnderLock(
  tx: Tx,
  context: Context,
  orderId: string,
  event: OrchestrationEvent,
): Promise<{ readonly escalates: boolean } | null> {
  const options = {
    idempotencyKey: undefined,
    requestHash: "",
    expectedVersion: undefined,
    answerOf: () => null,
  };
  const tried = await attempt(tx, context, { orderId, event, options }, (write) =>
    writeEventsIn(tx, context, [write]),
  );
  if (typeof tried === "string") throw new Error("An order moved under its lock");
  return "escalates" in tried ? tried : null;
}

function announce({ changes }: Context, orderId: string, escalates: boolean): void {
  changes.changed([orderId]);
  if (escalates) changes.alertsWaiting();
}

/** What this path was called with. */
interface Asked<Answer> extends EventRequest<Answer> {
  readonly options: CommitOptions<Answer>;
}

/** Written by this try, rather than found as written earlier. */
interface Written<Answer> {
  readonly committed: Committed<Answer>;
  readonly escalates: boolean;
}

/** `moved`: the order changed between reading and writing, or another transaction holds its lock. */
type Tried<Answer> = Written<Answer> | Committed<Answer> | Refusal | "moved" | "missing";

async function tryOnce<Answer>(
  context: Context,
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
      if (refusal) throw new RollBack(refusal);
      return tried;
    });
  } catch (error) {
    // Somebody else wrote this key or this fact first; the next try reads what they wrote.
    if (isUniqueViolation(error) || isDeadlock(error)) return "moved";
    return answerRollBack(error);
  }
}

async function attempt<Answer>(
  db: Db,
  context: Context,
  asked: EventRequest<Answer>,
  writeDown: (write: TransitionWrite) => Promise<ReadonlySet<string>>,
): Promise<Tried<Answer>> {
  const { orderId, idempotencyKey, report } = lookupFor(asked);
  const read = await readForTransition(db, orderId, idempotencyKey, report);
  const decision = decideEvent(context, asked, read);
  if (!isAccepted(decision)) return decision;
  const { write, answer } = decision;
  const isWritten = (await writeDown(write)).size > 0;
  if (!isWritten) return "moved";
  const committed = { ok: true, answer, replayed: false } as const;
  return { committed, escalates: write.escalates.length > 0 };
}
