import type { OrchestrationEvent } from "@followthrough/core/domain";
import type { CommitContext } from "./commit-context.ts";
import { commitEvent } from "./commit-event.ts";
import { commitGroup, type MemberResult } from "./commit-group.ts";
import type { AskedEvent, Committed, EventOptions } from "./decide-event.ts";
import { createLane, type Lane } from "./lane.ts";
import { type Refusal, refuse } from "./result.ts";

/** Commits the events that come at the same moment together. */
export interface CommitQueue {
  /**
   * Commits one event with the same answer as `commitEvent` has; answered after the commit. Events of one
   * order are committed in the order in which they came.
   *
   * @returns also `overloaded`, when more is waiting than can be written soon
   */
  commit<Answer>(
    orderId: string,
    event: OrchestrationEvent,
    options: EventOptions<Answer>,
  ): Promise<Committed<Answer> | Refusal>;
  /** Waits until every event that was given to it is answered. */
  drain(): Promise<void>;
}

/** How much is done at once. */
export interface QueueLimits {
  /** The most events that are written by one statement. */
  readonly groupSize: number;
  /** How many groups may be under way; another one than the first only when it is full. */
  readonly groups: number;
  /** How many events may wait for their order's lock, beside the groups. */
  readonly contested: number;
  /** How many events that move points may be committed at once, each by itself. */
  readonly settling: number;
  /** How many events of failed groups may be committed by themselves at once. */
  readonly repeated: number;
  /** How many events may wait or be under way; more are refused. */
  readonly length: number;
}

/** With 128 callers on two cores these wrote five times as much as one by one; groups of 128, or one at a time, less. */
export const QUEUE_LIMITS: QueueLimits = {
  groupSize: 64,
  // While Postgres commits one, the other is decided. Small ones side by side cost more than they gain.
  groups: 2,
  // Of the pool's ten connections. Apart from each other: who shared a group with a bad event must not wait
  // behind those who wait for a row.
  contested: 3,
  repeated: 3,
  // Each waits for its member's account at most.
  settling: 3,
  // Half a second of work at ten thousand a second.
  length: 5_000,
};

// An order that moved so often between reading and writing is contested: it is waited for under its lock.
const MOST_MOVES = 3;

interface Member extends AskedEvent<unknown> {
  readonly resolve: (result: Committed<unknown> | Refusal) => void;
  readonly reject: (error: unknown) => void;
  moves: number;
}

/**
 * Nothing waits when the queue is idle: the first event goes at once, as a group of one. What comes while
 * a group is under way is collected, and is the next group. An order is in one group at a time.
 */
export function createCommitQueue(
  context: CommitContext,
  limits: QueueLimits = QUEUE_LIMITS,
): CommitQueue {
  // Of each order the first stands in `ready` or is under way; here are those behind it.
  const behind = new Map<string, Member[]>();
  let ready: Member[] = [];
  const contested = createLane(limits.contested);
  const repeated = createLane(limits.repeated);
  const settling = createLane(limits.settling);
  let length = 0;
  let groups = 0;
  let drained: (() => void)[] = [];

  function add(member: Member): void {
    length += 1;
    const line = behind.get(member.orderId);
    if (line === undefined) {
      behind.set(member.orderId, []);
      ready.push(member);
    } else line.push(member);
    pump();
  }

  function mayBegin(leastSize: number): boolean {
    return groups < limits.groups && ready.length >= leastSize;
  }

  function pump(): void {
    while (mayBegin(groups === 0 ? 1 : limits.groupSize)) {
      void runGroup(ready.splice(0, limits.groupSize));
    }
    if (length > 0) return;
    for (const tell of drained) tell();
    drained = [];
  }

  async function runGroup(members: readonly Member[]): Promise<void> {
    groups += 1;
    const results = await commitGroup(context, members);
    groups -= 1;
    const again = members.filter((member, at) => !isSettled(member, results[at] ?? "moved"));
    ready = [...again, ...ready];
    pump();
  }

  /** @returns false when it is to be in the next group again */
  function isSettled(member: Member, result: MemberResult): boolean {
    if (result === "moved") {
      member.moves += 1;
      if (member.moves <= MOST_MOVES) return false;
      void runSingle(contested, member, 0);
    } else if (result === "missing") void runSingle(repeated, member);
    else if (result === "alone") void runSingle(settling, member);
    else if ("ok" in result) leave(member, () => member.resolve(result));
    else if (result.mayRepeat) void runSingle(repeated, member);
    else leave(member, () => member.reject(result.error));
    return true;
  }

  async function runSingle(lane: Lane, member: Member, optimisticTries?: number): Promise<void> {
    const { orderId, event, options } = member;
    try {
      const result = await lane.run(() =>
        commitEvent(context, orderId, event, options, optimisticTries),
      );
      leave(member, () => member.resolve(result));
    } catch (error) {
      leave(member, () => member.reject(error));
    }
    pump();
  }

  /** Answers, and lets the next event of the order move up. */
  function leave({ orderId }: Member, answer: () => void): void {
    length -= 1;
    const next = behind.get(orderId)?.shift();
    if (next === undefined) behind.delete(orderId);
    else ready.push(next);
    answer();
  }

  return {
    async commit<Answer>(
      orderId: string,
      event: OrchestrationEvent,
      options: EventOptions<Answer>,
    ) {
      if (length >= limits.length) return refuse("overloaded");
      const result = await new Promise<Committed<unknown> | Refusal>((resolve, reject) => {
        add({ orderId, event, options, resolve, reject, moves: 0 });
      });
      // Made by this member's own `answerOf`, or by the one of the request that it repeats.
      return result as Committed<Answer> | Refusal;
    },
    async drain() {
      if (length > 0) await new Promise<void>((resolve) => drained.push(resolve));
    },
  };
}
