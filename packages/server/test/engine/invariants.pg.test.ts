import { EscalationPage } from "@followthrough/core/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { INVARIANTS } from "../../src/engine/sql/invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { openPool, type Pool } from "../../src/platform/postgres/database.ts";
import type { Answer } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { A_DAY, inMs, putHold, putPoints } from "../support/loyalty.ts";
import { putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

async function violations(pool: Pool): Promise<Record<string, readonly string[]>> {
  const broken = (await checkInvariants({ pool })).filter(({ count }) => count > 0);
  return Object.fromEntries(broken.map(({ name, examples }) => [name, examples]));
}

describe("any sequence of calls", () => {
  const order = fc.integer({ min: 0, max: 3 });
  const stage = fc.constantFrom("payment", "verification", "loyalty_hold", "fulfillment");
  // Around the present, so that some orders are overdue at once.
  const time = fc
    .integer({ min: -48, max: 48 })
    .map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const said = fc.record({
    stage,
    status: fc.constantFrom("not_started", "in_progress", "waiting", "completed", "failed"),
    occurredAt: maybe(time),
    nextActionAt: maybe(time),
    waitingOn: maybe(fc.constantFrom("member", "provider", "operator")),
    metadataPatch: maybe(fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom(1, "x", null))),
  });
  const reopening = fc.record({ stage, occurredAt: time }).map((event) => ({
    ...event,
    status: "failed",
    reopens: true,
  }));
  const event = fc.oneof({ weight: 6, arbitrary: said }, { weight: 1, arbitrary: reopening });
  const source = fc.integer({ min: 0, max: 25 }).map((id) => ({
    source: "acme-pay",
    sourceEventId: `evt_${id}`,
  }));
  const command = fc.oneof(
    { weight: 8, arbitrary: fc.record({ act: fc.constant("command" as const), order, event }) },
    {
      weight: 8,
      arbitrary: fc.record({ act: fc.constant("fact" as const), order, event, source }),
    },
    { weight: 3, arbitrary: fc.record({ act: fc.constant("order" as const), order, time }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("cancel" as const), order }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant("pause" as const), order, time }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("resume" as const), order }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("resolve" as const) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant("opt" as const), wanted: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant("sweep" as const) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant("deliver" as const) }) },
  );
  type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

  async function run(id: (order: number) => string, step: Command): Promise<Answer | null> {
    const { api } = shop;
    switch (step.act) {
      case "command":
        return api.postEvent(id(step.order), step.event);
      case "fact":
        return api.postEvent(id(step.order), { ...step.event, ...step.source });
      case "order":
        return api.putOrder(id(step.order), { placedAt: step.time });
      case "cancel":
        return api.post(`/checkout/orchestrations/${id(step.order)}/cancel`, {});
      case "pause": {
        const pause = { until: step.time, reason: "On hold" };
        return api.post(`/checkout/orchestrations/${id(step.order)}/pause`, pause);
      }
      case "resume":
        return api.post(`/checkout/orchestrations/${id(step.order)}/resume`, {
          reason: "Resolved",
        });
      case "resolve":
        return resolveOldest();
      case "opt":
        return api.putOrderUpdates("ada", step.wanted);
      case "sweep":
        await shop.sweep();
        return null;
      case "deliver":
        await shop.deliver();
        return null;
    }
  }

  async function resolveOldest(): Promise<Answer | null> {
    const { body } = await shop.api.get("/checkout/escalations?limit=1");
    const [oldest] = EscalationPage.parse(body).items;
    if (oldest === undefined) return null;
    const { escalationId } = oldest;
    return shop.api.post(`/checkout/escalations/${escalationId}/resolve`, { resolution: "Done" });
  }

  test("keeps every promise, and every timeline replays to its state", async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 120, maxLength: 120 }), async (steps) => {
        round += 1;
        const id = (number: number) => `random-${round}-${number}`;
        // Three at a time, so that some concern the same order.
        for (let at = 0; at < steps.length; at += 3) {
          const answers = await Promise.all(steps.slice(at, at + 3).map((step) => run(id, step)));
          for (const answer of answers) expect(answer?.status ?? 200).toBeLessThan(500);
        }
        expect(await violations(shop.context.pool)).toEqual({});
        expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
      }),
      // Seed and path identify a failure; shrinking would run for minutes on a database.
      { numRuns: 4, endOnFailure: true },
    );
    expect((await verifyTimelines(shop.context)).verified).toBeGreaterThan(round);
  });
});

/** A violation of each promise, with constraints and triggers off. `victim` is the only order that is changed. */
const PLANTED: Readonly<Record<string, readonly string[]>> = {
  one_orchestration_per_order: [
    "alter table orchestrations drop constraint orchestrations_pkey cascade",
    "insert into orchestrations select * from orchestrations where order_id = 'victim'",
  ],
  orchestration_has_order: ["delete from orders where order_id = 'victim'"],
  version_counts_entries: [
    "delete from orchestration_events where order_id = 'victim' and version = 3",
  ],
  latest_entry_is_the_state: [
    "update orchestrations set status = 'failed' where order_id = 'victim'",
  ],
  no_forgotten_order: [
    "alter table orchestrations drop constraint next_action_until_closed",
    "update orchestrations set next_action_at = null where order_id = 'victim'",
    `update orchestration_events set next_action_at_after = null
    where order_id = 'victim' and version = 4`,
  ],
  closed_orders_are_not_paused: [
    "alter table orchestrations drop constraint a_closed_order_is_not_paused",
    "update prompts set state = 'cancelled' where order_id = 'victim'",
    `update orchestrations set status = 'cancelled', next_action_at = null,
      paused_until = now() + interval '1 day'
    where order_id = 'victim'`,
    `update orchestration_events set status_after = 'cancelled', next_action_at_after = null
    where order_id = 'victim' and version = 4`,
  ],
  one_open_escalation_per_reason: [
    "drop index escalations_open",
    `insert into escalations (order_id, reason, opened_version)
    values ('victim', 'provider_silent', 2), ('victim', 'provider_silent', 3)`,
  ],
  fulfillment_comes_last: [
    "update orchestrations set current_stage = 'fulfillment' where order_id = 'victim'",
    `update orchestration_events set current_stage_after = 'fulfillment'
    where order_id = 'victim' and version = 4`,
  ],
  closed_orders_send_nothing: [
    `update orchestrations set status = 'cancelled', next_action_at = null
    where order_id = 'victim'`,
    `update orchestration_events set status_after = 'cancelled', next_action_at_after = null
    where order_id = 'victim' and version = 4`,
  ],
  one_prompt_a_step: [
    "alter table prompts drop constraint prompts_pkey",
    `insert into prompts select (jsonb_populate_record(p,
      jsonb_build_object('prompt_id', gen_random_uuid()))).*
    from prompts p where order_id = 'victim'`,
  ],
  no_forgotten_message: [
    `update prompts set state = 'sending', lease_token = gen_random_uuid(),
      lease_until = now() - interval '6 minutes'
    where order_id = 'victim'`,
  ],
  prompt_has_its_decision: ["update prompts set step = 3 where order_id = 'victim'"],
  facts_recorded_once: [
    "drop index orchestration_events_by_source",
    "update orchestration_events set source_event_id = 'evt_1' where order_id = 'victim' and version = 4",
  ],
  ledger_sums_to_zero: [
    "alter table loyalty_transfers drop constraint a_kind_has_its_accounts",
    `update loyalty_transfers set debit = 'issued'
    where member_id = 'victim' and kind = 'held' and hold_id = 'victim-live'`,
  ],
  balances_are_their_transfers: [
    "update loyalty_transfers set number = 99 where member_id = 'victim' and number = 4",
  ],
  debts_come_from_reversals: [
    "alter table loyalty_accounts drop constraint debts_come_from_reversals",
    "update loyalty_accounts set posted = 30 where member_id = 'victim'",
    "update loyalty_transfers set points = 30 where member_id = 'victim' and kind = 'earned'",
    "update loyalty_credits set remaining = 30 where member_id = 'victim'",
  ],
  held_points_have_their_hold: [
    "update loyalty_holds set points = 41 where hold_id = 'victim-live'",
  ],
  a_hold_is_resolved_once: [
    "alter table loyalty_resolutions drop constraint loyalty_resolutions_pkey",
    "insert into loyalty_resolutions select * from loyalty_resolutions where hold_id = 'victim'",
  ],
  closed_orders_hold_no_points: [
    "update loyalty_holds set order_id = 'victim' where hold_id = 'victim-live'",
    "update prompts set state = 'cancelled' where order_id = 'victim'",
    `update orchestrations set status = 'cancelled', next_action_at = null
    where order_id = 'victim'`,
    `update orchestration_events set status_after = 'cancelled', next_action_at_after = null
    where order_id = 'victim' and version = 4`,
  ],
  lapsing_points_are_owned: [
    "update loyalty_credits set remaining = 101 where member_id = 'victim'",
  ],
  no_stranded_fact: [
    `insert into parked_facts (order_id, source, source_event_id, event, parked_at)
    values ('victim', 'acme-pay', 'evt_9', '{}', now() - interval '2 minutes')`,
  ],
};

describe("a broken promise", () => {
  beforeAll(async () => {
    await shop.api.putMember("grace");
    for (const memberId of ["bystander", "victim"]) {
      await putPoints(shop, memberId, 100, { expiresAt: inMs(A_DAY) });
      await putHold(shop, `${memberId}-live`, memberId, 40);
      await putHold(shop, memberId, memberId, 20);
      await shop.api.post(`/loyalty/holds/${memberId}/release`, {});
    }
    for (const orderId of ["bystander", "victim"]) {
      await putPrompted(shop, orderId, { memberId: "grace" });
      for (const sourceEventId of ["evt_1", "evt_2"]) {
        await shop.api.postEvent(orderId, {
          stage: "verification",
          status: "waiting",
          source: "acme-id",
          sourceEventId,
        });
      }
    }
  });

  test.each(INVARIANTS.map(({ name, promise }) => ({ name, promise })))(
    "is found, alone and only in its order: $promise",
    async ({ name }) => {
      const planted = PLANTED[name];
      if (planted === undefined) throw new Error(`Plant a violation of ${name} too`);
      await inRolledBackTransaction(planted, async (pool) => {
        const found = await violations(pool);
        expect(Object.keys(found)).toEqual([name]);
        expect(new Set(found[name])).toEqual(new Set(["victim"]));
      });
      expect(await violations(shop.context.pool)).toEqual({});
    },
  );
});

describe("a timeline", () => {
  test.each(["update", "delete"])("can't be changed afterward: %s is refused", async (verb) => {
    const statement = {
      update: "update orchestration_events set note = 'never said' where order_id = 'victim'",
      delete: "delete from orchestration_events where order_id = 'victim'",
    }[verb];
    await expect(shop.sql(statement ?? "")).rejects.toThrow("is append-only");
  });

  test.each([
    ["a status", "status = 'failed' where version = 4"],
    ["a time", "occurred_at = occurred_at - interval '1 day' where version = 1"],
    ["the recorded stage", "current_stage_after = 'fulfillment' where version = 2"],
    ["a decision's step", `payload = payload || '{"step": 2}' where version = 2`],
  ])("is found when it was tampered with: %s", async (_what, change) => {
    const tampered = [`update orchestration_events set ${change} and order_id = 'victim'`];
    await inRolledBackTransaction(tampered, async (pool) => {
      const { deviations } = await verifyTimelines({ pool });
      expect(deviations.map(({ orderId }) => orderId)).toEqual(["victim"]);
    });
  });

  test("is found when it lost an entry, or when nothing led to its state", async () => {
    for (const statement of [
      "delete from orchestration_events where order_id = 'victim' and version = 2",
      "delete from orchestration_events where order_id = 'victim' and version = 4",
      `update orchestrations set metadata = '{"vip": {"value": true, "at": 0, "by": ""}}'
      where order_id = 'victim'`,
    ]) {
      await inRolledBackTransaction([statement], async (pool) => {
        const { deviations } = await verifyTimelines({ pool });
        expect(deviations.map(({ orderId }) => orderId)).toEqual(["victim"]);
      });
    }
  });
});

/** Checks a tampered database as the product would. A pool of one connection keeps all in one transaction. */
async function inRolledBackTransaction(
  statements: readonly string[],
  look: (pool: Pool) => Promise<void>,
): Promise<void> {
  const pool = openPool(shop.connectionString, 1);
  try {
    await pool.query("begin");
    await pool.query("set local session_replication_role = replica");
    for (const statement of statements) await pool.query(statement);
    await look(withinTransaction(pool));
  } finally {
    // The connection ends with its transaction open: everything is rolled back.
    await pool.end();
  }
}

/** Makes transactions of the checks savepoints of the open one, so that their commits keep no tampered rows. */
function withinTransaction(pool: Pool): Pool {
  const savepoints: Readonly<Record<string, string>> = {
    begin: "savepoint looking",
    commit: "release savepoint looking",
    rollback: "rollback to savepoint looking",
  };
  pool.on("acquire", (client) => {
    const query = client.query;
    const instead = (first: unknown, ...rest: unknown[]) =>
      Reflect.apply(query, client, [savepoints[String(first)] ?? first, ...rest]);
    client.query = instead as typeof query;
  });
  return pool;
}
