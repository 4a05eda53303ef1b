import type { OrchestrationEvent } from "@followthrough/core/domain";
import type { Committed } from "../../platform/change.ts";
import type { Context } from "../../platform/context.ts";
import { type BatchAnswer, createBatcher, RETRY } from "../../platform/flow/batcher.ts";
import {
  type ConcurrencyLimit,
  createConcurrencyLimit,
} from "../../platform/flow/concurrency-limit.ts";
import { type Refusal, refuse } from "../../platform/result.ts";
import { commitEvent } from "./commit-event.ts";
import { commitGroup, type MemberResult } from "./commit-group.ts";
import type { EventOptions, EventRequest } from "./decide-event.ts";

/** Commits events that arrive at the same moment together. */
export interface CommitBatcher {
  /**
   * Commits one event and answers after the commit, with the same answer as `commitEvent`. Events of one
   * order are committed in the order in which they arrived.
   *
   * @returns also `overloaded`, when more events wait than can be written soon
   */
  commit<Answer>(
    orderId: string,
    event: OrchestrationEvent,
    options: EventOptions<Answer>,
  ): Promise<Committed<Answer> | Refusal>;
  /** Waits until every event that it was given is answered. */
  drain(): Promise<void>;
}

/** How much the batcher does at once. */
interface CommitLimits {
  /** The most events that are written by one statement. */
  readonly groupSize: number;
  /** How many groups may be under way. While one is, another starts only when it is full. */
  readonly groups: number;
  /** How many events may wait for their order's lock, in addition to the groups. */
  readonly contested: number;
  /** How many events that move points may be committed at once, each on its own. */
  readonly withPoints: number;
  /** How many events of failed groups may be committed at once, each on its own. */
  readonly repeated: number;
  /** How many events may wait or be under way. Further ones are refused. */
  readonly length: number;
}

/**
 * With 128 callers on two cores, these limits wrote five times as many events as one-by-one commits. Groups of 128,
 * or one group at a time, wrote fewer.
 */
export const COMMIT_LIMITS: CommitLimits = {
  groupSize: 64,
  // While Postgres commits one group, the next is decided. Small groups side by side cost more than they gain.
  groups: 2,
  // Out of the pool's ten connections. The two limits are separate: an event that shared a group with a bad one must
  // not wait behind events that wait for a row lock.
  contested: 3,
  repeated: 3,
  // Each waits for its member's account at most.
  withPoints: 3,
  // Half a second of work at ten thousand events per second.
  length: 5_000,
};

// An order that moved this often between reading and writing is contested. Its event then waits for the lock.
const MOST_MOVES = 3;

type Answer = Committed<unknown> | Refusal;

interface Member extends EventRequest<unknown> {
  moves: number;
}

/** An order is in one group at a time. While one of its events is committed alone, the events behind it wait. */
export function createCommitBatcher(
  context: Context,
  limits: CommitLimits = COMMIT_LIMITS,
): CommitBatcher {
  const contested = createConcurrencyLimit(limits.contested);
  const repeated = createConcurrencyLimit(limits.repeated);
  const withPoints = createConcurrencyLimit(limits.withPoints);

  const batcher = createBatcher<Member, Answer>({
    size: limits.groupSize,
    batches: limits.groups,
    keyOf: ({ orderId }) => orderId,
    async runBatch(members) {
      const results = await commitGroup(context, members);
      return new Map(
        members.map((member, at) => [member, answerTo(member, results[at] ?? "moved")]),
      );
    },
    runSingle: (member) => commitAlone(repeated, member),
  });

  function answerTo(member: Member, result: MemberResult): BatchAnswer<Answer> {
    if (result === "moved") {
      member.moves += 1;
      return member.moves <= MOST_MOVES ? RETRY : commitAlone(contested, member, 0);
    }
    if (result === "missing") return commitAlone(repeated, member);
    if (result === "alone") return commitAlone(withPoints, member);
    if ("ok" in result) return result;
    return result.mayRepeat ? commitAlone(repeated, member) : Promise.reject(result.error);
  }

  function commitAlone(
    limit: ConcurrencyLimit,
    { orderId, event, options }: Member,
    optimisticTries?: number,
  ): Promise<Answer> {
    return limit.run(() => commitEvent(context, orderId, event, options, optimisticTries));
  }

  return {
    async commit<Own>(orderId: string, event: OrchestrationEvent, options: EventOptions<Own>) {
      if (batcher.pending() >= limits.length) return refuse("overloaded");
      const result = await batcher.run({ orderId, event, options, moves: 0 });
      // Made by this event's own `answerOf`, or by that of the request that it repeats.
      return result as Committed<Own> | Refusal;
    },
    drain: batcher.drain,
  };
}
