import type { Orchestration } from "@followthrough/core/contract";
import { WebhookReceipt } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { createConcurrencyLimit } from "../../src/platform/flow/concurrency-limit.ts";
import { processInbox } from "../../src/providers/inbox/process-inbox.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { HAS_FIXTURES, stripeResource, tellOfFixtures } from "../support/fixtures.ts";
import { PAID, REFUNDED } from "../support/stripe-messages.ts";
import {
  deliverTo,
  signStandard,
  signStripe,
  stripeEvent,
  TRANSLATORS,
} from "../support/webhooks.ts";

tellOfFixtures("webhooks-arrival.test.ts");
// Purchases run in parallel, because each mostly waits for the disk. A message in work has two connections.
const PURCHASES_AT_ONCE = 24;
const working = createConcurrencyLimit(12);
const NOON = Date.parse("2026-03-01T12:00:00Z") / 1000;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

/** The six facts of one purchase, and the minute at which each happened. */
const FACTS = ["placed", "failed", "action_needed", "succeeded", "refunded", "fulfilled"] as const;
type FactName = (typeof FACTS)[number];
type Minutes = Readonly<Record<FactName, number>>;

const REFUND_BEFORE = {
  placed: 0,
  failed: 1,
  action_needed: 2,
  succeeded: 3,
  refunded: 4,
  fulfilled: 5,
};
const REFUND_AFTER = { ...REFUND_BEFORE, refunded: 5, fulfilled: 4 };

/** The order's total, as Stripe writes it. */
const TOTAL = { amount: 4200, currency: "eur" };

interface Message {
  readonly provider: "stripe" | "standard";
  readonly body: string;
  readonly id: string;
}

function messageOf(fact: FactName, orderId: string, minutes: Minutes): Message {
  const seconds = NOON + 60 * minutes[fact];
  const id = `evt_${orderId}_${fact}`;
  const intent = `pi_${orderId}`;
  const payment = (type: string, changes: Readonly<Record<string, unknown>>) => {
    const object = stripeResource("payment_intent", {
      id: intent,
      metadata: { order_id: orderId },
      ...changes,
    });
    const body = stripeEvent(`payment_intent.${type}`, object, { id, created: seconds });
    return { provider: "stripe", body, id } as const;
  };
  const own = (type: string, data: Readonly<Record<string, unknown>>) => {
    const timestamp = new Date(seconds * 1000).toISOString();
    const body = JSON.stringify({ type, timestamp, data: { orderId, ...data } });
    return { provider: "standard", body, id } as const;
  };
  switch (fact) {
    case "placed": {
      const total = { amount: 4200, currency: "EUR" };
      const requires = { verification: false, loyaltyHold: false };
      const order = { orderNumber: "7", memberId: "ada", total, items: [], requires };
      return own("order.placed", { order });
    }
    case "failed":
      return payment("payment_failed", { last_payment_error: { code: "card_declined" } });
    case "action_needed":
      return payment("requires_action", { next_action: { type: "redirect_to_url" } });
    case "succeeded":
      return payment("succeeded", { ...PAID, ...TOTAL, amount_received: 4200 });
    case "refunded": {
      // It names no order, only the payment intent.
      const object = stripeResource("charge", {
        id: `ch_${orderId}`,
        payment_intent: intent,
        ...REFUNDED,
        ...TOTAL,
        amount_captured: 4200,
        amount_refunded: 4200,
      });
      const body = stripeEvent("charge.refunded", object, { id, created: seconds });
      return { provider: "stripe", body, id };
    }
    case "fulfilled":
      return own("stage.reported", { stage: "fulfillment", status: "completed" });
  }
}

/** Sends one message this many times at once, and applies it as often, as two workers might. */
async function deliver({ provider, body, id }: Message, times: number): Promise<void> {
  const headers = provider === "stripe" ? signStripe(body) : signStandard(body, { id });
  const receipts = await Promise.all(
    Array.from({ length: times }, async () => {
      const answer = await deliverTo(shop.app, provider, body, headers);
      expect(answer.status).toBe(200);
      return WebhookReceipt.parse(answer.body).inboxId;
    }),
  );
  const { context } = shop;
  const twice = times === 1 ? receipts : receipts.slice(0, 2);
  const work = (inboxId: string) => working.run(() => processInbox(context, TRANSLATORS, inboxId));
  await Promise.all(twice.map(work));
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((others) => [item, ...others]),
  );
}

/** The same numbers in every run. */
function createNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Everything that does not depend on the order of arrival. */
function outcomeOf({ orderId, events, ...order }: Orchestration) {
  const { currentStage, status, waitingOn, completedAt, failedAt, metadata } = order;
  const timeline = events
    .filter(({ kind }) => kind === "placed" || kind === "stage")
    .map(({ kind, stage, status: said, source, sourceEventId, occurredAt, note }) =>
      [kind, stage, said, source, sourceEventId?.replace(orderId, ""), occurredAt, note].join(" "),
    )
    .toSorted();
  const stages = order.stages.map(({ stage, status: stands, completedAt: at }) => [
    stage,
    stands,
    at,
  ]);
  return { currentStage, status, waitingOn, completedAt, failedAt, metadata, stages, timeline };
}

describe.skipIf(!HAS_FIXTURES).each([
  {
    name: "the refund before the parcel",
    minutes: REFUND_BEFORE,
    prefix: "before",
    each: 1,
    expected: { currentStage: "payment", status: "failed" },
  },
  // Every tenth sequence runs here; order-of-arrival.test.ts runs all of them on the rules alone.
  {
    name: "the refund after the parcel",
    minutes: REFUND_AFTER,
    prefix: "after",
    each: 10,
    expected: { currentStage: "completed" },
  },
] as const)("six facts of one purchase, $name", ({ minutes, prefix, each, expected }) => {
  test("give one state and one timeline whatever the order of arrival", async () => {
    const all = permutations(FACTS);
    expect(all).toHaveLength(720);
    const orders = all.filter((_, at) => at % each === 0);
    const atOnce = createConcurrencyLimit(PURCHASES_AT_ONCE);
    const numbers = createNumbers(42);
    let done = 0;
    const purchases = orders.map((order, at) => ({
      orderId: `${prefix}-${at}`,
      // Each message comes one to eight times, all at once, and one of them again at the end.
      deliveries: order.map((fact) => ({ fact, times: numbers(4) === 0 ? 8 : 1 + numbers(2) })),
      again: FACTS[numbers(FACTS.length)] ?? "placed",
    }));

    await Promise.all(
      purchases.map(({ orderId, deliveries, again }) =>
        atOnce.run(async () => {
          for (const { fact, times } of deliveries) {
            await deliver(messageOf(fact, orderId, minutes), times);
          }
          await deliver(messageOf(again, orderId, minutes), 1);
          done += 1;
          // While other messages are on their way.
          if (done % 120 === 0) await shop.sweep();
        }),
      ),
    );
    await shop.sweep();

    const outcomes = new Map<string, number>();
    for (const { orderId } of purchases) {
      const outcome = JSON.stringify(outcomeOf(await shop.api.read(orderId)));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.values()]).toEqual([orders.length]);
    expect(JSON.parse([...outcomes.keys()][0] ?? "null")).toMatchObject(expected);
    const like = `${prefix}-%`;
    const twice = await shop.sql(
      `select order_id from orchestration_events
      where order_id like $1 and payload ->> 'decision' = 'prompt'
      group by order_id having count(*) > 1`,
      [like],
    );
    expect(twice).toEqual([]);
    expect(await shop.sql("select * from parked_facts")).toEqual([]);
    const escalated = await shop.sql(
      `select distinct reason, count(*)::integer as orders from escalations
      where order_id like $1 and reason = 'refund_after_completion' group by reason`,
      [like],
    );
    const refunds = { reason: "refund_after_completion", orders: orders.length };
    expect(escalated).toEqual(prefix === "after" ? [refunds] : []);
  });
});

test.skipIf(!HAS_FIXTURES)("and every timeline replays, and no promise is broken", async () => {
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  const broken = (await checkInvariants(shop.context)).filter(({ count }) => count > 0);
  expect(broken).toEqual([]);
});
