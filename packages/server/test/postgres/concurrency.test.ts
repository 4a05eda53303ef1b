import { EventOutcome } from "@followthrough/core/contract";
import { transition } from "@followthrough/core/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readForTransition } from "../../src/db/read-for-transitions.ts";
import { type TransitionWrite, writeTransitions } from "../../src/db/write-transitions.ts";
import { createCommitQueue } from "../../src/usecases/commit-queue.ts";
import { recordEvent } from "../../src/usecases/record-event.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

test("fifty commands at once on one order are each accepted once, numbered without gaps", async () => {
  const { api } = shop;
  await api.putOrder("busy");

  const answers = await Promise.all(
    upTo(50).map((at) =>
      api.postEvent("busy", { stage: "payment", status: "in_progress", note: `command ${at}` }),
    ),
  );

  const versions = answers.map(({ body }) => EventOutcome.parse(body).version);
  expect(versions.sort((a, b) => a - b)).toEqual(upTo(50).map((at) => at + 2));
  const entries = await shop.sql(
    "select version, note from orchestration_events where order_id = 'busy' order by version",
  );
  expect(entries.map(({ version }) => version)).toEqual(upTo(51).map((at) => at + 1));
  const notes = new Set(entries.slice(1).map(({ note }) => note));
  expect(notes).toEqual(new Set(upTo(50).map((at) => `command ${at}`)));
  expect((await api.read("busy")).version).toBe(51);
});

test("no provider's fact is refused because others report at the same moment", async () => {
  const { api } = shop;
  await api.putOrder("reported");

  const answers = await Promise.all(
    upTo(50).map((at) =>
      api.postEvent("reported", {
        stage: "payment",
        status: "in_progress",
        source: "acme-pay",
        sourceEventId: `evt_${at}`,
      }),
    ),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await api.read("reported")).version).toBe(51);
});

test("of many commands that complete a stage at once one is accepted, the others learn why not", async () => {
  const { api } = shop;
  await api.putOrder("contested");

  const answers = await Promise.all(
    upTo(12).map(() => api.postEvent("contested", { stage: "payment", status: "completed" })),
  );

  const refused = answers.filter(({ status }) => status !== 200);
  expect(answers).toHaveLength(refused.length + 1);
  expect(new Set(refused.map(codeOf))).toEqual(new Set(["stage_already_completed"]));
  expect(await api.read("contested")).toMatchObject({ version: 2, currentStage: "verification" });
});

test("an order that moves between reading and writing is decided again on what it is then", async () => {
  const { api, context } = shop;
  await api.putOrder("moving");
  const elsewhere = { ...context, commits: createCommitQueue(context) };
  const options = { idempotencyKey: undefined, expectedVersion: undefined };

  // Both processes have read the order before either can write it.
  const { first, second } = await holdRows(
    shop,
    "lock table idempotency_keys in exclusive mode",
    async () => {
      const first = api.postEvent("moving", { stage: "payment", status: "waiting" });
      const body = { stage: "verification", status: "in_progress" } as const;
      const second = recordEvent(elsewhere, "moving", body, options);
      await untilWaiting(shop, 2);
      return { first, second };
    },
  );

  const outcome = EventOutcome.parse((await first).body);
  const other = await second;
  const versions = [outcome.version, other.ok ? other.answer.version : other.code];
  expect(versions.sort()).toEqual([2, 3]);
  expect((await api.read("moving")).status).toBe("waiting");
});

test("a batch leaves alone, with all that belongs to it, what has moved since it was decided", async () => {
  const { api, context } = shop;
  for (const orderId of ["stays", "moves"]) await api.putOrder(orderId);
  const writes = await Promise.all(["stays", "moves"].map(cancellationOf));
  await api.postEvent("moves", { stage: "payment", status: "waiting" });

  const written = await writeTransitions(context.pool, writes);

  expect(written).toEqual(new Set(["stays"]));
  expect(await api.read("stays")).toMatchObject({ version: 2, status: "cancelled" });
  expect(await api.read("moves")).toMatchObject({ version: 2, status: "waiting" });
  const keys = await shop.sql("select order_id from idempotency_keys where key = 'batched'");
  expect(keys).toEqual([{ order_id: "stays" }]);
});

/** The write of a cancellation that was decided on what the order is now. */
async function cancellationOf(orderId: string): Promise<TransitionWrite> {
  const { pool, policy } = shop.context;
  const read = await readForTransition(pool, orderId, null, { source: null, sourceEventId: null });
  if (read === null || read.orchestration === null) throw new Error(`${orderId} is there`);
  const event = { kind: "cancelled", note: null, actor: "api" } as const;
  const decided = transition(read.orchestration, event, policy, read.now);
  if (!decided.ok) throw new Error(decided.code);
  const stored = { key: "batched", requestHash: "", answer: {} };
  return { orderId, ...decided, ...decided.effects, prompt: null, stored, operation: null };
}

test("eight readers at once of an order without orchestration leave one, and see the same", async () => {
  const { api } = shop;
  await api.putOrder("unseeded");
  await shop.tamper(
    "delete from orchestration_events where order_id = 'unseeded'",
    "delete from orchestrations where order_id = 'unseeded'",
  );

  const reads = await Promise.all(upTo(8).map(() => api.read("unseeded")));

  expect(new Set(reads.map((read) => JSON.stringify(read))).size).toBe(1);
  expect(reads[0]).toMatchObject({ version: 1, currentStage: "payment", status: "not_started" });
  const entries = await shop.sql(
    "select version from orchestration_events where order_id = 'unseeded'",
  );
  expect(entries).toEqual([{ version: 1 }]);
});
