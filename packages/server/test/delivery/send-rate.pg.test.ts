import { DEFAULT_POLICY, type SendRate } from "@followthrough/core/domain";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { deliverPrompts } from "../../src/delivery/deliver-prompts.ts";
import { leaseAtRate, withinRate } from "../../src/delivery/lease-at-rate.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { promptOf } from "../support/prompts.ts";

const UNLIMITED = 1_000_000;
const LONG_AGO = "2026-01-01T00:00:00Z";
const LIMITS = {
  messages: 40,
  leaseMs: 60_000,
  maxAttempts: 8,
  waitsForAssignee: true,
  asksAboutLaterOrder: true,
  perDestination: 10,
  taken: new Map<string, number>(),
};

let shop: TestApp;
/** How many mails earlier tests have sent. */
let earlier = 0;
const mails = () => shop.mails.slice(earlier);
beforeAll(async () => {
  shop = await startTestApp();
});
afterEach(async () => {
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
  await shop.sql("delete from send_allowances");
  earlier = shop.mails.length;
});
afterAll(() => shop.close());

/** What a worker with this rate sends now. */
function deliver(sendRate: SendRate | null): Promise<number> {
  const context = { ...shop.context, policy: { ...PLAIN_POLICY, sendRate } };
  return deliverPrompts(context, shop.delivery());
}

/** Prompts that are due, each to a guest of its own. */
async function putBacklog(name: string, count: number, domain: string): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  for (const id of ids) {
    const email = `${id}@${domain}`;
    await shop.api.putOrder(id, { memberId: null, email, placedAt: LONG_AGO });
  }
  await shop.sweep();
}

/** Makes the allowances older, as if this time had passed. */
function pass(seconds: number) {
  return shop.sql(
    "update send_allowances set refilled_at = refilled_at - $1 * interval '1 second'",
    [seconds],
  );
}

async function databaseSeconds(): Promise<number> {
  const [row] = await shop.sql("select extract(epoch from clock_timestamp())::float8 as now");
  return Number(row?.now);
}

function sentTo(domain: string): number {
  return mails().filter(({ envelope }) => envelope.to.toLowerCase().endsWith(`@${domain}`)).length;
}

/** Steps of ten seconds until everything was sent, each with what was sent so far and the most that was allowed. */
async function stepThrough(total: number, perMinute: number, send: () => Promise<unknown>) {
  const steps: { sent: number; least: number; most: number }[] = [];
  const began = await databaseSeconds();
  for (let step = 0; mails().length < total && step < total; step += 1) {
    if (step > 0) await pass(10);
    await send();
    const perSecond = perMinute / 60;
    const real = (await databaseSeconds()) - began;
    const least = Math.min(total, Math.floor(perMinute / 6 + step * 10 * perSecond));
    steps.push({ sent: mails().length, least, most: least + Math.ceil(real * perSecond) });
  }
  return steps;
}

describe("a backlog", () => {
  test("of 300 messages leaves at the rate, which two workers share, and each message leaves once", async () => {
    const rate = { perMinute: 120, perDestination: UNLIMITED };
    await putBacklog("backlog", 300, "many.example");

    const steps = await stepThrough(300, rate.perMinute, () =>
      Promise.all([deliver(rate), deliver(rate)]),
    );

    for (const { sent, least, most } of steps) {
      expect(sent).toBeGreaterThanOrEqual(least);
      expect(sent).toBeLessThanOrEqual(most);
    }
    expect(steps.length).toBeGreaterThan(5);
    expect(new Set(mails().map(({ envelope }) => envelope.to)).size).toBe(300);
    expect(mails()).toHaveLength(300);
  });

  test("leaves at once without a rate", async () => {
    await putBacklog("free", 30, "many.example");
    expect(await deliver(null)).toBe(30);
    expect(await shop.sql("select * from send_allowances")).toEqual([]);
  });

  test("to one destination leaves at that destination's rate, and others don't wait for it", async () => {
    const rate = { perMinute: UNLIMITED, perDestination: 1 };
    await putBacklog("slow", 3, "Slow.example");
    await putBacklog("slower", 2, "slow.example");
    await putBacklog("other", 1, "other.example");

    await deliver(rate);
    expect([sentTo("slow.example"), sentTo("other.example")]).toEqual([1, 1]);
    await pass(60);
    await deliver(rate);
    expect(sentTo("slow.example")).toBe(2);
  });

  test("keeps only what may leave at once, however long nothing was sent", async () => {
    const rate = { perMinute: 1, perDestination: UNLIMITED };
    await putBacklog("burst", 6, "many.example");
    await deliver(rate);
    await pass(3_600);
    earlier = shop.mails.length;
    await deliver(rate);
    expect(mails()).toHaveLength(1);
  });

  test("drops what is stale when its turn comes and says so; its order goes on with the next prompt", async () => {
    const rate = { perMinute: UNLIMITED, perDestination: 1 };
    await putBacklog("turn", 2, "stale.example");
    await deliver(rate);
    const [first] = mails();
    const waiting = first?.envelope.to.startsWith("turn-0") ? "turn-1" : "turn-0";
    await shop.sql("update prompts set worth_until = now() where order_id = $1", [waiting]);
    expect(await promptOf(shop, waiting)).toMatchObject({ state: "pending" });
    await pass(60);
    await deliver(rate);

    expect(mails()).toHaveLength(1);
    expect(await promptOf(shop, waiting)).toMatchObject({
      state: "dead",
      attempts: 0,
      sentAt: null,
      lastError: "stale: no longer worth sending when its turn came",
    });
    // A message that was not sent takes nothing off the rate.
    await putBacklog("after-stale", 1, "stale.example");
    await deliver(rate);
    expect(sentTo("stale.example")).toBe(2);

    await shop.sql("update orchestrations set next_action_at = now() where order_id = $1", [
      waiting,
    ]);
    await shop.sweep();
    await pass(60);
    await deliver(rate);
    expect(mails().at(-1)?.envelope.to).toBe(`${waiting}@stale.example`);
  });
});

describe("a lease within the rate", () => {
  test("and what it takes off the allowances are written together, or not at all", async () => {
    await putBacklog("torn", 1, "torn.example");
    const rate = { perMinute: 1, perDestination: 1 };
    await shop.tamper("alter table send_allowances add constraint broken check (tokens > 100)");
    await expect(leaseAtRate(shop.context.pool, rate, LIMITS)).rejects.toThrow("broken");
    await shop.tamper("alter table send_allowances drop constraint broken");
    expect(await promptOf(shop, "torn-0")).toMatchObject({ state: "pending", attempts: 0 });

    expect((await leaseAtRate(shop.context.pool, rate, LIMITS)).leased).toHaveLength(1);
  });

  test("counts what is in progress, and limits both spellings of a domain", () => {
    const rate = { perMinute: 60, perDestination: 600 };
    const limits = { ...LIMITS, taken: new Map([["busy.example", 9]]) };
    const allowances = new Map([
      ["*", 7],
      ["busy.example", 5],
      ["xn--fsq.example", 3],
    ]);
    expect(withinRate(limits, rate, allowances)).toEqual({
      ...limits,
      messages: 7,
      perDestination: 10,
      taken: new Map([
        ["busy.example", 9],
        ["xn--fsq.example", 7],
        ["例.example", 7],
      ]),
    });
  });

  test("begins no more than a rate below the usual concurrency allows", () => {
    const limits = { ...LIMITS, taken: new Map([["slow.example", 1]]) };
    const rate = { perMinute: 12, perDestination: 12 };
    expect(withinRate(limits, rate, new Map([["slow.example", 0]]))).toEqual({
      ...limits,
      messages: 2,
      perDestination: 2,
      taken: new Map([["slow.example", 2]]),
    });
  });
});

test("the default policy has a rate", () => {
  expect(DEFAULT_POLICY.sendRate).toEqual({ perMinute: 600, perDestination: 100 });
});
