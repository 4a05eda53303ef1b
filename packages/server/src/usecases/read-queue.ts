import { createLane } from "./lane.ts";
import { isUnavailable } from "./result.ts";

/** Answers the reads that come at the same moment together. */
export interface ReadQueue<Value> {
  /** Never from a snapshot older than the call. @returns `null` where there is nothing to read */
  read(orderId: string): Promise<Value | null>;
}

/** How much is read at once. */
export interface ReadLimits {
  /** The most orders that are read by one statement. */
  readonly groupSize: number;
  /** How many statements may be under way; another one than the first only when it is full. */
  readonly statements: number;
  /** How many orders of failed statements may be read by themselves at once. */
  readonly repeated: number;
}

/** By measurement; see `docs/performance.md`. */
const READ_LIMITS: ReadLimits = { groupSize: 64, statements: 2, repeated: 3 };

interface Waiter<Value> {
  readonly resolve: (value: Value | null) => void;
  readonly reject: (error: unknown) => void;
}

type Members<Value> = readonly (readonly [orderId: string, waiters: readonly Waiter<Value>[]])[];

/**
 * Nothing waits when the queue is idle: the first read goes at once, by itself. What comes while a statement is
 * under way shares the next one, and all who ask for the same order share its row.
 */
export function createReadQueue<Value>(
  readMany: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  limits: ReadLimits = READ_LIMITS,
): ReadQueue<Value> {
  let waiting = new Map<string, Waiter<Value>[]>();
  const repeated = createLane(limits.repeated);
  let statements = 0;

  function pump(): void {
    while (
      statements < limits.statements &&
      waiting.size >= (statements === 0 ? 1 : limits.groupSize)
    ) {
      const all = [...waiting];
      waiting = new Map(all.slice(limits.groupSize));
      void run(all.slice(0, limits.groupSize));
    }
  }

  async function run(members: Members<Value>): Promise<void> {
    statements += 1;
    try {
      answer(members, await readMany(members.map(([orderId]) => orderId)));
    } catch (error) {
      // One order that can't be read fails its statement: each is read by itself, and only that one fails.
      if (members.length === 1 || isUnavailable(error)) fail(members, error);
      else for (const member of members) void runSingle(member);
    }
    statements -= 1;
    pump();
  }

  async function runSingle(member: Members<Value>[number]): Promise<void> {
    try {
      answer([member], await repeated.run(() => readMany([member[0]])));
    } catch (error) {
      fail([member], error);
    }
  }

  return {
    read(orderId) {
      return new Promise((resolve, reject) => {
        const waiter = { resolve, reject };
        const others = waiting.get(orderId);
        if (others === undefined) waiting.set(orderId, [waiter]);
        else others.push(waiter);
        pump();
      });
    },
  };
}

function answer<Value>(members: Members<Value>, values: ReadonlyMap<string, Value>): void {
  for (const [orderId, waiters] of members) {
    for (const { resolve } of waiters) resolve(values.get(orderId) ?? null);
  }
}

function fail<Value>(members: Members<Value>, error: unknown): void {
  for (const [, waiters] of members) for (const { reject } of waiters) reject(error);
}
