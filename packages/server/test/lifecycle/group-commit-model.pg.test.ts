import { randomUUID } from "node:crypto";
import type { EventOutcome, PostEvent } from "@followthrough/core/contract";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordEvent } from "../../src/intake/record-event.ts";
import { cancelOrder } from "../../src/lifecycle/cancel-order.ts";
import { COMMIT_LIMITS, createCommitBatcher } from "../../src/lifecycle/commit/commit-batcher.ts";
import { commitEvent } from "../../src/lifecycle/commit/commit-event.ts";
import type { Committed, RequestOptions } from "../../src/platform/change.ts";
import type { Refusal } from "../../src/platform/result.ts";
import type { AppContext } from "../../src/product/app-context.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

// The same shop twice: one commits in groups, the other is the model and commits one event after the other.
let grouped: TestApp;
let plain: TestApp;
beforeAll(async () => {
  [grouped, plain] = await Promise.all([startTestApp(), startTestApp()]);
});
afterAll(() => Promise.all([grouped.close(), plain.close()]));

const ORDERS = 4;
const PROCESSES = 2;
const RUNS = 40;

/** A caller's request. */
interface Request {
  readonly order: number;
  readonly body: PostEvent | "cancel";
  readonly options: RequestOptions;
  /** The process whose batcher takes the request. */
  readonly process: number;
}

type Answered = Committed<EventOutcome> | Refusal;

// Few of each, so that keys, reports and versions collide.
const stages = fc.constantFrom("payment", "verification", "loyalty_hold", "fulfillment");
const statuses = fc.constantFrom("in_progress", "waiting", "completed", "failed");
// In a fixed order and long before now, so that both shops rank them the same.
const times = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
const options = fc.record({
  idempotencyKey: fc.option(fc.constantFrom("key-1", "key-2", "key-3"), { nil: undefined }),
  expectedVersion: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 4 }),
});
const commands = fc.record({ stage: stages, status: statuses });
const facts = fc
  .record({
    stage: stages,
    status: statuses,
    reopens: fc.boolean(),
    time: times,
    sourceEventId: fc.constantFrom("evt_1", "evt_2", "evt_3", "evt_4"),
  })
  .map(({ time, reopens, ...fact }) => ({
    ...fact,
    reopens: fact.status === "failed" && reopens,
    source: "acme-pay",
    ...(time === undefined ? {} : { occurredAt: `2020-01-0${time}T00:00:00Z` }),
  }));
const bodies = fc.oneof(
  { weight: 4, arbitrary: commands },
  { weight: 4, arbitrary: facts },
  { weight: 1, arbitrary: fc.constant("cancel" as const) },
);
const requests = (processes: number) =>
  fc.array(
    fc.record({
      // The last order is never reported: its commands are refused and its facts are parked.
      order: fc.integer({ min: 0, max: ORDERS }),
      body: bodies,
      options,
      process: fc.integer({ min: 0, max: processes - 1 }),
    }),
    { minLength: 1, maxLength: 40 },
  );

test("through one batcher, every answer and row is the same as one by one in the order of arrival", async () => {
  const limits = fc.record({
    groups: fc.integer({ min: 1, max: 3 }),
    groupSize: fc.integer({ min: 1, max: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(requests(1), limits, async (sent, limited) => {
      const orderIds = await putOrders();
      const batcher = withBatcher(grouped.context, limited);

      const answers = await Promise.all(sent.map((request) => send(batcher, orderIds, request)));
      const expected: Answered[] = [];
      for (const request of sent) {
        expected.push(await send(oneByOne(plain.context), orderIds, request));
      }

      expect(answers.map(withoutTimes)).toEqual(expected.map(withoutTimes));
      expect(await rowsOf(grouped, orderIds)).toEqual(await rowsOf(plain, orderIds));
    }),
    { numRuns: RUNS },
  );
});

test("through two processes' batchers, the result is the same as one by one in the order of versions", async () => {
  await fc.assert(
    fc.asyncProperty(requests(PROCESSES), async (sent) => {
      const orderIds = await putOrders();
      const batchers = Array.from({ length: PROCESSES }, () => withBatcher(grouped.context, {}));

      const answers = await Promise.all(
        sent.map((request) =>
          send(batchers[request.process] ?? grouped.context, orderIds, request),
        ),
      );
      const applied = sent
        .map((request, at) => ({ request, answer: answers[at] }))
        .filter(({ answer }) => answer?.ok && !answer.replayed && answer.answer.version > 0)
        .toSorted((a, b) => versionOf(a.answer) - versionOf(b.answer));
      for (const { request, answer } of applied) {
        const expected = await send(oneByOne(plain.context), orderIds, request);
        expect(withoutTimes(answer)).toEqual(withoutTimes(expected));
      }

      const known = orderIds.slice(0, ORDERS);
      expect(await rowsOf(grouped, known)).toEqual(await rowsOf(plain, known));
      for (const [at, answer] of answers.entries()) {
        if (!answer.ok || !answer.replayed) continue;
        // A repeat gets the answer of the request that it repeats.
        const first = applied.find(
          (other) =>
            versionOf(other.answer) === versionOf(answer) &&
            sent[at]?.order === other.request.order,
        );
        expect(first?.answer).toEqual({ ...answer, replayed: false });
      }
    }),
    { numRuns: RUNS },
  );
});

/** New orders in both shops, and the id of one that nobody reports. */
async function putOrders(): Promise<readonly string[]> {
  const orderIds = Array.from({ length: ORDERS }, () => randomUUID());
  for (const orderId of orderIds) {
    await Promise.all([grouped, plain].map(({ api }) => api.putOrder(orderId)));
  }
  return [...orderIds, randomUUID()];
}

function withBatcher(context: AppContext, limits: Partial<typeof COMMIT_LIMITS>): AppContext {
  return { ...context, commits: createCommitBatcher(context, { ...COMMIT_LIMITS, ...limits }) };
}

/** Replaces the batcher with the plain path. */
function oneByOne(context: AppContext): AppContext {
  return {
    ...context,
    commits: {
      commit: (orderId, event, options) => commitEvent(context, orderId, event, options),
      drain: async () => {},
    },
  };
}

function send(
  context: AppContext,
  orderIds: readonly string[],
  request: Request,
): Promise<Answered> {
  const { order, body, options } = request;
  const orderId = orderIds[order] ?? "";
  return body === "cancel"
    ? cancelOrder(context, orderId, { reason: "changed my mind" }, options)
    : recordEvent(context, orderId, body, options);
}

function versionOf(answer: Answered | undefined): number {
  return answer?.ok ? answer.answer.version : 0;
}

/** The two shops are called at different moments, so only whether there is a time must be the same. */
function withoutTimes(answer: Answered | undefined) {
  if (!answer?.ok) return answer;
  const { nextActionAt, ...rest } = answer.answer;
  return { ...answer, answer: { ...rest, hasNextAction: nextActionAt !== null } };
}

/** Everything stored for these orders, except times. */
async function rowsOf({ sql }: TestApp, orderIds: readonly string[]) {
  const rows: Record<string, unknown> = {};
  for (const table of TABLES) {
    const stored = await sql(
      `select to_jsonb(t) as row from ${table} t where order_id = any ($1)`,
      [orderIds],
    );
    rows[table] = stored.map(({ row }) => JSON.stringify(timeless(row))).sort();
  }
  return rows;
}

const TABLES = [
  "orchestrations",
  "orchestration_events",
  "idempotency_keys",
  "escalations",
  "parked_facts",
];

// Random ids; and the event of two parked facts that share an id and differ, since the first to arrive is kept.
const BY_CHANCE = ["escalation_id", "event"];

/** Replaces each time with whether there is one. */
function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !BY_CHANCE.includes(key))
      .map(([key, inner]) => [
        key,
        /At$|_at$|_at_after$/.test(key) ? inner !== null : timeless(inner),
      ]),
  );
}
