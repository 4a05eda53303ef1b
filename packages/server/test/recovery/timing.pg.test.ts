import type { RecoveryPolicy } from "@followthrough/core/domain";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";
import { promptOf, promptsOf } from "../support/prompts.ts";

const LONG_AGO = "2026-01-01T00:00:00Z";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MINUTES = 24 * 60;

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

/** A shop with this policy. Each test begins without overdue orders and without prompts to send. */
function openShop(changes: () => Partial<RecoveryPolicy>): () => TestApp {
  let shop: TestApp;
  beforeAll(async () => {
    shop = await startTestApp({ ...PLAIN_POLICY, ...changes() });
  });
  afterEach(async () => {
    await shop.sql(
      "update orchestrations set next_action_at = '2099-01-01' where next_action_at <= now()",
    );
    await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
  });
  afterAll(() => shop.close());
  return () => shop;
}

async function putOrder(shop: TestApp, orderId: string, memberId: string): Promise<void> {
  await shop.api.putMember(memberId);
  await shop.api.putOrder(orderId, { memberId, placedAt: LONG_AGO });
}

/** What the latest sweep decided for an order. */
async function decisionOf(shop: TestApp, orderId: string) {
  const { events, nextActionAt } = await shop.api.read(orderId);
  const { decision, reason } = events.at(-1)?.payload ?? {};
  return { decision, reason, nextActionAt: Date.parse(nextActionAt ?? "") };
}

/** Moves due times and the times of prompts into the past, as if this much time had passed. */
async function letPass(shop: TestApp, hours: number): Promise<void> {
  const ago = `interval '${hours} h'`;
  await shop.sql(`update prompted_recipients set prompted_at = prompted_at - ${ago}`);
  await shop.sql(
    `update orchestrations set next_action_at = next_action_at - ${ago}
    where next_action_at < '2090-01-01'`,
  );
}

/** How many prompts were decided for each of these members, as `count of prompts: count of members`. */
function promptsPerMember({ sql }: TestApp, prefix: string) {
  return sql(
    `select prompts, count(*)::integer as members from (
      select member_id, count(*)::integer as prompts from prompts
      where member_id like $1 group by member_id) each_member
    group by prompts order by prompts`,
    [`${prefix}%`],
  );
}

describe("the frequency cap", () => {
  const open = openShop(() => ({ foldsOrders: true, frequencyCapMs: 6 * HOUR_MS }));

  test("defers an order that is due too soon after another to the cap's end, and prompts it then", async () => {
    const shop = open();
    await putOrder(shop, "first", "ada");
    await shop.sweep();
    const [turn] = await shop.sql(
      "select prompted_at from prompted_recipients where recipient = 'member:ada'",
    );
    await putOrder(shop, "second", "ada");

    expect(await shop.sweep()).toMatchObject({ processed: 1, prompted: 0, deferred: 1 });
    expect(await decisionOf(shop, "second")).toEqual({
      decision: "defer",
      reason: "frequency_cap",
      nextActionAt: Number(turn?.prompted_at) + 6 * HOUR_MS,
    });
    expect(await promptsOf(shop, "second")).toEqual([]);

    await letPass(shop, 5);
    expect((await shop.sweep()).processed).toBe(0);
    await letPass(shop, 1);
    await shop.sweep();
    // The first order's second step is due then, too, and one message covers both.
    expect(await promptOf(shop, "second")).toMatchObject({ step: 0, state: "pending" });
    const shared = await shop.sql(
      "select from prompts where state = 'pending' and step + (order_id = 'second')::integer = 1",
    );
    expect(shared).toHaveLength(2);
  });

  test("counts a member's orders by the member, and a guest's by the address in any letter case", async () => {
    const shop = open();
    const guest = { memberId: null, placedAt: LONG_AGO };
    await shop.api.putOrder("guest-1", { ...guest, email: "Gil@Guests.example" });
    await shop.sweep();
    await shop.api.putOrder("guest-2", { ...guest, email: "gil@guests.example" });
    await shop.api.putOrder("guest-3", { ...guest, email: "other@guests.example" });
    await shop.sweep();

    expect((await decisionOf(shop, "guest-2")).decision).toBe("defer");
    expect((await decisionOf(shop, "guest-3")).decision).toBe("prompt");
  });

  test("a claim whose transaction was rolled back does not count", async () => {
    const shop = open();
    await putOrder(shop, "rolled-back", "rory");
    await shop.tamper(
      `insert into orchestration_events select (jsonb_populate_record(e, '{"version": 2}')).*
      from orchestration_events e where order_id = 'rolled-back'`,
    );
    expect(await shop.sweep()).toMatchObject({ failed: 1 });
    await putOrder(shop, "whole", "rory");
    await shop.tamper(
      "delete from orchestration_events where order_id = 'rolled-back' and version = 2",
    );

    expect(await shop.sweep()).toMatchObject({ prompted: 2, deferred: 0 });
  });

  test("holds for two sweeps at the same moment: the second waits, gets no permission, and defers", async () => {
    const shop = open();
    await putOrder(shop, "race-1", "rita");
    await putOrder(shop, "race-2", "rita");
    await shop.sql(
      "insert into prompted_recipients values ('member:rita', now() - interval '1 y')",
    );
    const summaries = await holdRows(
      shop,
      "select from prompted_recipients where recipient = 'member:rita' for update",
      async () => {
        // The first sweep has claimed one order, so that the other one is left to the second sweep.
        const first = holdRows(
          shop,
          "select from orchestrations where order_id = 'race-2' for update",
          async () => {
            const sweeping = shop.sweep();
            await untilWaiting(shop, 1);
            return { sweeping };
          },
        );
        const { sweeping } = await first;
        const second = shop.sweep();
        await untilWaiting(shop, 2);
        return { both: Promise.all([sweeping, second]) };
      },
    );
    const both = await summaries.both;

    expect(both.reduce((sum, { prompted }) => sum + prompted, 0)).toBe(1);
    expect(both.reduce((sum, { deferred }) => sum + deferred, 0)).toBe(1);
    expect(await promptsPerMember(shop, "rita")).toEqual([{ prompts: 1, members: 1 }]);
  });

  test("keeps four concurrent sweeps from sending anyone two messages", async () => {
    const shop = open();
    for (const at of upTo(30)) {
      await shop.api.putMember(`crowd-${at}`);
      for (const nth of upTo(3)) {
        await shop.api.putOrder(`crowd-${at}-${nth}`, {
          memberId: `crowd-${at}`,
          placedAt: LONG_AGO,
        });
      }
    }

    const summaries = await Promise.all(upTo(4).map(() => shop.sweep({ batchSize: 4 })));

    const count = (of: "processed" | "failed") => summaries.reduce((sum, one) => sum + one[of], 0);
    expect([count("processed"), count("failed")]).toEqual([90, 0]);
    const messages = await shop.sql(
      `select count(distinct message_id)::integer as messages, count(distinct member_id)::integer as members
      from prompts where member_id like 'crowd-%'`,
    );
    expect(messages).toEqual([{ messages: 30, members: 30 }]);
  });
});

describe("the frequency cap without folding", () => {
  const open = openShop(() => ({ foldsOrders: false, frequencyCapMs: 6 * HOUR_MS }));

  test("prompts one order and defers the others; the next one follows when the cap ends", async () => {
    const shop = open();
    for (const nth of upTo(3)) await putOrder(shop, `single-${nth}`, "sol");

    expect(await shop.sweep()).toMatchObject({ prompted: 1, deferred: 2 });
    expect(await promptsPerMember(shop, "sol")).toEqual([{ prompts: 1, members: 1 }]);

    await letPass(shop, 6);
    expect(await shop.sweep()).toMatchObject({ prompted: 1, deferred: 2 });
    const messages = await shop.sql(
      "select distinct message_id from prompts where member_id = 'sol'",
    );
    expect(messages).toHaveLength(2);
  });
});

describe("quiet hours", () => {
  // One hour around this moment in UTC; in a distant zone it is never quiet.
  const minuteOfDay = Math.floor(Date.now() / MINUTE_MS) % DAY_MINUTES;
  const quietHours = {
    fromMinute: (minuteOfDay - 60 + DAY_MINUTES) % DAY_MINUTES,
    toMinute: (minuteOfDay + 60) % DAY_MINUTES,
    timeZone: "UTC",
  };
  const endsAt = (Math.floor(Date.now() / MINUTE_MS) + 60) * MINUTE_MS;
  const open = openShop(() => ({ quietHours }));

  test("defer to their end in the member's time zone; a member in another zone gets the prompt", async () => {
    const shop = open();
    await shop.api.putMember("here", { timeZone: "Etc/UTC" });
    await shop.api.putMember("far", { timeZone: "Etc/GMT-6" });
    await shop.api.putMember("unknown-zone");
    for (const memberId of ["here", "far", "unknown-zone"]) {
      await shop.api.putOrder(`night-${memberId}`, { memberId, placedAt: LONG_AGO });
    }

    expect(await shop.sweep()).toMatchObject({ prompted: 1, deferred: 2 });
    const quiet = { decision: "defer", reason: "quiet_hours", nextActionAt: endsAt };
    expect(await decisionOf(shop, "night-here")).toEqual(quiet);
    expect(await decisionOf(shop, "night-unknown-zone")).toEqual(quiet);
    expect((await decisionOf(shop, "night-far")).decision).toBe("prompt");
  });

  test("delay a prompt that was decided before them, without using an attempt", async () => {
    const shop = open();
    await shop.api.putMember("mover", { timeZone: "Etc/GMT-6" });
    await shop.api.putOrder("moved-zone", { memberId: "mover", placedAt: LONG_AGO });
    await shop.sweep();
    await shop.api.putMember("mover", { timeZone: "Etc/UTC" });

    expect(await shop.deliver()).toBe(0);

    expect(await promptOf(shop, "moved-zone")).toMatchObject({ state: "retry", attempts: 0 });
    const [row] = await shop.sql(
      `select abs(extract(epoch from next_attempt_at) * 1000 - $1) < 5000 as at_their_end, ending_at
      from prompts where order_id = 'moved-zone'`,
      [endsAt],
    );
    expect(row).toEqual({ at_their_end: true, ending_at: null });

    await shop.api.putMember("mover", { timeZone: "Etc/GMT-6" });
    await shop.sql("update prompts set next_attempt_at = now() where order_id = 'moved-zone'");
    expect(await shop.deliver()).toBe(1);
    expect(await promptOf(shop, "moved-zone")).toMatchObject({ state: "sent", attempts: 1 });
  });
});

describe("a control group of everybody", () => {
  const { stages } = PLAIN_POLICY;
  const open = openShop(() => ({
    stages: { ...stages, payment: { ...stages.payment, controlShare: 1 } },
  }));

  test("gets no mail, has the reason recorded, and is still escalated after the cadence", async () => {
    const shop = open();
    await putOrder(shop, "held-out", "ada");
    const reasons: unknown[] = [];
    for (const _ of upTo(5)) {
      await shop.sql(
        "update orchestrations set next_action_at = '2026-01-02' where order_id = 'held-out'",
      );
      await shop.sweep();
      const { decision, reason } = await decisionOf(shop, "held-out");
      reasons.push(`${decision}: ${reason}`);
    }
    await shop.deliver();

    expect(reasons).toEqual([...upTo(4).map(() => "suppress: hold_out"), "escalate: not_prompted"]);
    expect(shop.mails).toEqual([]);
    expect(await promptsOf(shop, "held-out")).toEqual([]);
    const inInbox = await shop.sql("select reason from escalations where order_id = 'held-out'");
    expect(inInbox).toEqual([{ reason: "not_prompted" }]);
  });
});
