import { InboxPage } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { escalateParked } from "../../src/intake/escalate-parked.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { escalationsOf } from "../support/escalations.ts";
import { PAID, REFUNDED } from "../support/stripe-messages.ts";
import { deliverTo, signStripe, stripeEvent } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const START = Date.parse("2026-03-01T10:00:00Z") / 1000;
const TOTAL = { amount_total: 18_900, currency: "eur" };
let events = 0;

/** Sends an event about an object of Stripe, and applies it. */
async function say(type: string, object: Readonly<Record<string, unknown>>): Promise<void> {
  events += 1;
  const body = stripeEvent(type, object, { id: `evt_ref_${events}`, created: START + events });
  expect((await deliverTo(shop.app, "stripe", body, signStripe(body))).status).toBe(200);
  await shop.workInbox();
}

const session = (id: string, more: object) => ({ id, object: "checkout.session", ...more });
const charge = (id: string, more: object) => ({ id, object: "charge", ...more });
const dispute = (id: string, more: object) => ({
  id,
  object: "dispute",
  status: "needs_response",
  ...more,
});

async function statusOf(orderId: string) {
  const { currentStage, status } = await shop.api.read(orderId);
  return [currentStage, status];
}

describe("an object of Stripe that names no order", () => {
  test("finds its order by the session's client reference and its payment intent", async () => {
    await shop.api.putOrder("by-session");
    const named = { client_reference_id: "by-session", payment_status: "paid", ...TOTAL };
    await say("checkout.session.completed", session("cs_1", { payment_intent: "pi_1", ...named }));
    expect(await statusOf("by-session")).toEqual(["verification", "not_started"]);

    await say("charge.refunded", charge("ch_1", { payment_intent: "pi_1", ...REFUNDED }));
    expect(await statusOf("by-session")).toEqual(["payment", "failed"]);

    // The dispute names only the charge, which is known from the refund. Refunded money stays refunded.
    await say("charge.dispute.closed", { ...dispute("dp_1", { charge: "ch_1" }), status: "won" });
    expect(await statusOf("by-session")).toEqual(["payment", "failed"]);
    const { events } = await shop.api.read("by-session");
    expect(events.at(-1)).toMatchObject({ note: "The dispute was won" });
  });

  test("is not given to an order whose report is refused, and is once a report is taken", async () => {
    await shop.api.putOrder("refusing");
    await say("payment_intent.processing", { id: "pi_r", object: "payment_intent", ...PAID });
    const named = { providerReferences: [{ provider: "stripe", reference: "pi_r" }] };
    const refused = await shop.api.putOrder("refusing", { ...named, redeemPoints: 10 });
    expect(codeOf(refused)).toBe("order_requirements_fixed");
    await shop.api.post("/checkout/orchestrations/refusing/cancel", {});
    const other = { amount: 1, currency: "EUR" };
    const items = [{ title: "Oak stool", quantity: 1, unitPrice: other }];
    const late = await shop.api.putOrder("refusing", { ...named, total: other, items });
    expect(codeOf(late)).toBe("orchestration_closed");
    const links = "select order_id from provider_references where reference = 'pi_r'";
    expect(await shop.sql(links)).toEqual([{ order_id: "stripe:ref:pi_r" }]);

    await shop.api.putOrder("taking", named);
    expect(await shop.sql(links)).toEqual([{ order_id: "taking" }]);
    const { payments } = await shop.api.read("taking");
    expect(payments).toMatchObject([{ reference: "pi_r", state: "processing" }]);
  });

  test("is applied when a later message names the order of its payment intent", async () => {
    await shop.api.putOrder("named-late");
    await say("charge.refunded", charge("ch_2", { payment_intent: "pi_2", ...REFUNDED }));
    const { body } = await shop.api.get("/webhooks/inbox?state=parked");
    expect(InboxPage.parse(body).items).toMatchObject([{ orderId: "stripe:ref:pi_2" }]);

    const metadata = { order_id: "named-late" };
    await say("payment_intent.processing", {
      id: "pi_2",
      object: "payment_intent",
      metadata,
      ...PAID,
    });

    expect(await statusOf("named-late")).toEqual(["payment", "failed"]);
    const { events: entries } = await shop.api.read("named-late");
    expect(entries.map(({ note }) => note)).toContain("The payment was refunded");
    const settled = await shop.api.get("/webhooks/inbox?orderId=named-late");
    expect(InboxPage.parse(settled.body).items.map(({ state }) => state)).toEqual([
      "applied",
      "applied",
    ]);
  });

  test("is applied through a chain of objects that arrives in reverse", async () => {
    await shop.api.putOrder("chained");
    await say("charge.dispute.created", dispute("dp_3", { charge: "ch_3" }));
    await say("charge.refunded", charge("ch_3", { payment_intent: "pi_3", ...REFUNDED }));
    const named = { client_reference_id: "chained", payment_status: "unpaid" };
    await say("checkout.session.completed", session("cs_3", { payment_intent: "pi_3", ...named }));

    const { events: entries } = await shop.api.read("chained");
    expect(entries.map(({ note }) => note).toSorted()).toEqual(
      [
        null,
        "Stripe's checkout is done; the payment takes time",
        "The payment is disputed: no reason given",
        "The payment was refunded",
      ].toSorted(),
    );
    expect(await shop.sql("select * from parked_facts")).toEqual([]);
  });

  test("is applied when the shop names it with its order", async () => {
    await say("payment_intent.succeeded", {
      id: "pi_4",
      object: "payment_intent",
      metadata: {},
      ...PAID,
    });
    const providerReferences = [{ provider: "stripe", reference: "pi_4" }];
    await shop.api.putOrder("named-by-shop", { providerReferences });
    expect(await statusOf("named-by-shop")).toEqual(["verification", "not_started"]);
  });

  test("finds one order when two messages arrive at the same moment, thirty times", async () => {
    const numbers = Array.from({ length: 30 }, (_, at) => at);
    await Promise.all(numbers.map((at) => shop.api.putOrder(`crossed-${at}`)));
    const bodies = numbers.flatMap((at) => {
      const id = `pi_crossed_${at}`;
      const metadata = { order_id: `crossed-${at}` };
      const created = START;
      const failed = { id, object: "payment_intent", metadata };
      const refunded = charge(`ch_crossed_${at}`, { payment_intent: id, ...REFUNDED });
      return [
        stripeEvent("payment_intent.payment_failed", failed, { id: `evt_cf_${at}`, created }),
        stripeEvent("charge.refunded", refunded, { id: `evt_cr_${at}`, created: created + 1 }),
      ];
    });
    await Promise.all(bodies.map((body) => deliverTo(shop.app, "stripe", body, signStripe(body))));
    await shop.workInbox();

    for (const at of numbers) expect((await shop.api.read(`crossed-${at}`)).version).toBe(3);
    expect(await shop.sql("select * from parked_facts")).toEqual([]);
  });
});

describe("a fact whose order is never reported", () => {
  const metadata = { order_id: "never-reported" };

  async function wait(hours: number): Promise<void> {
    await shop.sql("update parked_facts set parked_at = now() - $1 * interval '1 hour'", [hours]);
    await escalateParked(shop.context);
  }

  test("goes to an operator after 72 hours, once, and not before", async () => {
    await say("payment_intent.succeeded", {
      id: "pi_9",
      object: "payment_intent",
      metadata,
      ...PAID,
    });
    await wait(71);
    expect((await escalationsOf(shop, "reason=order_never_came")).items).toEqual([]);

    await wait(73);
    await escalateParked(shop.context);

    const { items } = await escalationsOf(shop, "reason=order_never_came");
    expect(items).toMatchObject([
      { orderId: "never-reported", orderNumber: null, total: null, stage: null, memberId: null },
    ]);
  });

  test("can be assigned, and is resolved when the order is reported after all", async () => {
    const [escalation] = (await escalationsOf(shop, "reason=order_never_came")).items;
    const path = `/checkout/escalations/${escalation?.escalationId}`;
    const assigned = await shop.api.post(`${path}/assign`, { assignee: "Bo" });
    expect(assigned.body).toMatchObject({ assignee: "Bo" });

    await shop.api.putOrder("never-reported");

    expect(await statusOf("never-reported")).toEqual(["verification", "not_started"]);
    expect((await escalationsOf(shop, "reason=order_never_came")).items).toEqual([]);
    const late = await shop.api.post(`${path}/resolve`, { resolution: "Found it" });
    expect(codeOf(late)).toBe("escalation_resolved");
  });

  test("can be resolved by an operator, and is not opened again for the same facts", async () => {
    const ghost = { order_id: "ghost" };
    await say("payment_intent.succeeded", {
      id: "pi_8",
      object: "payment_intent",
      metadata: ghost,
      ...PAID,
    });
    await wait(73);
    const [escalation] = (await escalationsOf(shop, "reason=order_never_came")).items;
    const path = `/checkout/escalations/${escalation?.escalationId}`;
    const resolved = await shop.api.post(`${path}/resolve`, { resolution: "Another shop's" });
    expect(resolved.body).toMatchObject({ resolution: "Another shop's", orderId: "ghost" });

    await escalateParked(shop.context);

    expect((await escalationsOf(shop, "reason=order_never_came")).items).toEqual([]);
  });
});
