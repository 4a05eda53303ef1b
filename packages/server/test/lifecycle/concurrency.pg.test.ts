import { EventOutcome } from "@followthrough/core/contract";
import { transition } from "@followthrough/core/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordEvent } from "../../src/intake/record-event.ts";
import { createCommitBatcher } from "../../src/lifecycle/commit/commit-batcher.ts";
import { readForTransition } from "../../src/lifecycle/sql/read-for-transitions.ts";
import {
  type TransitionWrite,
  writeTransitions,
} from "../../src/lifecycle/sql/write-transitions.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

test("fifty concurrent commands on one order are each accepted once, numbered without gaps", async () => {
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

test("no provider's fact is refused because others are reported at the same moment", async () => {
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

test("when many commands complete a stage at once, one is accepted and the others get the reason", async () => {
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

test("an order that moves between reading and writing is decided again on its new state", async () => {
  const { api, context } = shop;
  await api.putOrder("moving");
  const elsewhere = { ...context, commits: createCommitBatcher(context) };
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

test("a batch skips an order that has moved since its decision, with everything that belongs to it", async () => {
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

/** The write of a cancellation that was decided on the order's present state. */
async function cancellationOf(orderId: string): Promise<TransitionWrite> {
  const { pool, policy } = shop.context;
  const read = await readForTransition(pool, orderId, null, { source: null, sourceEventId: null });
  if (read === null || read.orchestration === null) throw new Error(`${orderId} must exist`);
  const event = { kind: "cancelled", note: null, actor: "api" } as const;
  const decided = transition(read.orchestration, event, policy, read.now);
  if (!decided.ok) throw new Error(decided.code);
  const stored = { key: "batched", requestHash: "", answer: {} };
  return { orderId, ...decided, ...decided.effects, prompt: null, stored, operation: null };
}

test("eight concurrent readers of an order without an orchestration create one, and all see it", async () => {
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
