import { OrderPage, Preview } from "@followthrough/core/contract";
import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { type ConsoleClient, signInAs } from "../support/console.ts";
import { escalationOf, openEscalations } from "../support/escalations.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
let bo: ConsoleClient;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, judgment: DEFAULT_POLICY.judgment });
  bo = await signInAs(shop, "operator", "Bo Lind");
});
afterEach(async () => {
  await shop.sql("update orchestrations set next_action_at = now() + interval '99 d'");
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(() => shop.close());

const EARLIER = "2026-01-01T00:00:00Z";
const LATER = "2026-01-02T00:00:00Z";
const eur = (amount: number) => ({ amount, currency: "EUR" });
const line = (title: string, amount = 18_900) => ({ title, quantity: 1, unitPrice: eur(amount) });

async function standing(orderId: string, of = shop) {
  const { events, nextActionAt } = await of.api.read(orderId);
  const { decision, reason } = events.at(-1)?.payload ?? {};
  const isDue = nextActionAt !== null && Date.parse(nextActionAt) <= Date.now();
  return { kind: events.at(-1)?.kind, decision, reason, isDue };
}

function makeDue(orderId: string) {
  return shop.sql("update orchestrations set next_action_at = now() where order_id = $1", [
    orderId,
  ]);
}

/** An escalation that waits on an operator while the order waits on its member. */
async function escalate(orderId: string): Promise<string> {
  await shop.sql(
    "insert into escalations (order_id, reason, opened_version) values ($1, 'paid_twice', 1)",
    [orderId],
  );
  return (await escalationOf(shop, orderId)).escalationId;
}

function assign(escalationId: string, assignee: string | null) {
  return shop.api.post(`/checkout/escalations/${escalationId}/assign`, { assignee });
}

describe("an order in an operator's hands", () => {
  test.each([
    ["is given back", (id: string) => assign(id, null)],
    [
      "is resolved",
      (id: string) =>
        shop.api.post(`/checkout/escalations/${id}/resolve`, {
          resolution: "Called",
        }),
    ],
  ])("is not prompted, and is decided at once when the escalation %s", async (what, letGo) => {
    const orderId = `held-${what.replaceAll(" ", "-")}`;
    await shop.api.putMember(orderId);
    await shop.api.putOrder(orderId, { memberId: orderId, placedAt: EARLIER });
    const escalationId = await escalate(orderId);
    await assign(escalationId, "bo");
    await shop.sweep();
    expect(await standing(orderId)).toMatchObject({
      decision: "defer",
      reason: "operator_at_work",
      isDue: false,
    });

    expect((await letGo(escalationId)).status).toBe(200);

    expect(await standing(orderId)).toMatchObject({ kind: "reconsidered", isDue: true });
    await shop.sweep();
    expect(await standing(orderId)).toMatchObject({ decision: "prompt" });
  });

  test("is decided at once when the cause of the escalation is gone", async () => {
    const orderId = "cause-gone";
    await shop.api.putMember(orderId);
    const requires = { verification: true, loyaltyHold: false };
    await shop.api.putOrder(orderId, { memberId: orderId, placedAt: EARLIER, requires });
    const review = (state: string, minute: number) =>
      shop.api.postEvent(orderId, {
        stage: "verification",
        status: "in_progress",
        source: "fraud-desk",
        sourceEventId: `review-${minute}`,
        occurredAt: new Date(Date.parse(EARLIER) + minute * 60_000).toISOString(),
        check: { kind: "review", reference: "r1", state },
      });
    await review("open", 1);
    await assign((await escalationOf(shop, orderId)).escalationId, "bo");
    await shop.sweep();
    expect(await standing(orderId)).toMatchObject({ reason: "operator_at_work", isDue: false });

    await review("approved", 2);

    expect(await openEscalations(shop, orderId)).toEqual([]);
    expect(await standing(orderId)).toMatchObject({ kind: "stage", isDue: true });
    await shop.sweep();
    expect(await standing(orderId)).toMatchObject({ decision: "prompt" });
    // The tests before this one have moved their orders by hand.
    const { deviations } = await verifyTimelines(shop.context);
    expect(deviations.filter((each) => each.orderId === orderId)).toEqual([]);
  });

  test("gets no mail that was decided before, and gets it once the operator is done", async () => {
    await shop.api.putMember("decided");
    await putPrompted(shop, "decided", { memberId: "decided" });
    const escalationId = await escalate("decided");
    await assign(escalationId, "bo");
    await shop.deliver();
    expect((await promptsOf(shop, "decided"))[0]).toMatchObject({ state: "cancelled", step: 0 });

    await assign(escalationId, null);
    await shop.sweep();
    await shop.deliver();

    expect((await promptsOf(shop, "decided"))[0]).toMatchObject({ state: "sent", step: 0 });
  });

  test("whose mail went out keeps its time when the operator is done", async () => {
    await shop.api.putMember("went-out");
    await putPrompted(shop, "went-out", { memberId: "went-out" });
    await shop.deliver();
    const escalationId = await escalate("went-out");
    await assign(escalationId, "bo");
    await assign(escalationId, null);
    expect(await standing("went-out")).toMatchObject({ kind: "operator", isDue: false });
  });

  test("is prompted all the same if the policy says so", async () => {
    const judgment = { ...DEFAULT_POLICY.judgment, waitsForAssignee: false };
    const other = await startTestApp({ ...PLAIN_POLICY, judgment });
    await other.api.putMember("ada");
    await putPrompted(other, "go-on");
    await other.sql(
      "insert into escalations (order_id, reason, opened_version, assignee) values ('go-on', 'late', 1, 'bo')",
    );
    await other.deliver();
    expect((await promptsOf(other, "go-on"))[0]).toMatchObject({ state: "sent" });
    await other.close();
  });
});

const report = (orderId: string, stage: string) =>
  shop.api.postEvent(orderId, { stage, status: "completed" });

const toOwner = (orderId: string) => ({ memberId: orderId.replace(/\..$/, ""), placedAt: LATER });

/** Pays an order that was placed later. */
async function buy(orderId: string, changes: Readonly<Record<string, unknown>>) {
  await shop.api.putOrder(orderId, { placedAt: LATER, ...changes });
  await report(orderId, "payment");
}

describe("a shopper who bought again", () => {
  test.each<[string, object, object, "escalate" | "prompt"]>([
    [
      "with the same line",
      { items: [line("Oak stool", 9_000)], total: eur(9_000) },
      {},
      "escalate",
    ],
    ["of about the same value", { items: [line("Ash bench")], total: eur(19_900) }, {}, "escalate"],
    [
      "of other content and value",
      { items: [line("Ash bench")], total: eur(30_000) },
      {},
      "prompt",
    ],
    [
      "of the same value in another currency",
      { items: [], total: { amount: 18_900, currency: "USD" } },
      {},
      "prompt",
    ],
    ["only to test", { test: true }, {}, "prompt"],
    ["before this one", { placedAt: "2025-12-31T00:00:00Z" }, {}, "prompt"],
    ["as a guest of the same mailbox", { memberId: null, email: "MAILBOX" }, {}, "escalate"],
    ["as another member of the same mailbox", { memberId: "OTHER" }, {}, "escalate"],
    ["as somebody else", { memberId: null, email: "else@guests.example" }, {}, "prompt"],
    [
      "as a guest, and is a guest again",
      { memberId: null, email: "MAILBOX" },
      { memberId: null, email: "MAILBOX" },
      "escalate",
    ],
    ["as a member, and is a guest now", {}, { memberId: null, email: "MAILBOX" }, "escalate"],
  ])("%s", async (what, later, first, decision) => {
    const memberId = what.replaceAll(/[^a-z]+/g, "-");
    const mailbox = `${memberId.toUpperCase()}@Shoppers.example`;
    const named = (order: object) =>
      JSON.parse(
        JSON.stringify(order).replaceAll("MAILBOX", mailbox).replaceAll("OTHER", `${memberId}-2`),
      );
    await shop.api.putMember(memberId);
    await shop.api.putMember(`${memberId}-2`, { email: mailbox });
    await shop.api.putOrder(`${memberId}-a`, { memberId, placedAt: EARLIER, ...named(first) });
    await buy(`${memberId}-b`, { memberId, ...named(later) });
    await shop.sweep();

    const reason = decision === "prompt" ? "waiting_on_member" : "bought_again";
    expect(await standing(`${memberId}-a`)).toMatchObject({ decision, reason });
  });

  test.each<[string, (orderId: string) => Promise<unknown>, "bought_again" | "waiting_on_member"]>([
    [
      "has it already",
      async (orderId) => {
        for (const stage of ["payment", "verification", "loyalty_hold", "fulfillment"])
          await report(orderId, stage);
      },
      "bought_again",
    ],
    [
      "pays for it on delivery",
      (orderId) =>
        shop.api.putOrder(orderId, { ...toOwner(orderId), terms: { kind: "on_delivery" } }),
      "bought_again",
    ],
    [
      "has yet to transfer the money",
      (orderId) =>
        shop.api.putOrder(orderId, { ...toOwner(orderId), terms: { kind: "bank_transfer" } }),
      "waiting_on_member",
    ],
    [
      "has cancelled it",
      async (orderId) => {
        await report(orderId, "payment");
        await shop.api.post(`/checkout/orchestrations/${orderId}/cancel`, {});
      },
      "waiting_on_member",
    ],
  ])("and %s", async (what, act, reason) => {
    const memberId = what.replaceAll(" ", "-");
    await shop.api.putMember(memberId);
    await shop.api.putOrder(`${memberId}.a`, { memberId, placedAt: EARLIER });
    await shop.api.putOrder(`${memberId}.b`, toOwner(`${memberId}.b`));
    await act(`${memberId}.b`);
    await shop.sweep();
    expect(await standing(`${memberId}.a`)).toMatchObject({ reason });
  });

  test("but has paid for this one, too, is asked for what it lacks", async () => {
    await shop.api.putMember("both");
    await shop.api.putOrder("both.a", { memberId: "both", placedAt: EARLIER });
    await report("both.a", "payment");
    await buy("both.b", { memberId: "both" });
    await makeDue("both.a");
    await shop.sweep();
    expect(await standing("both.a")).toMatchObject({ decision: "prompt" });
    await shop.deliver();
    expect((await promptsOf(shop, "both.a"))[0]).toMatchObject({ state: "sent" });
  });

  test("after the prompt was decided gets no mail, and an operator is asked", async () => {
    await shop.api.putMember("since");
    await putPrompted(shop, "since.a", { memberId: "since", placedAt: EARLIER });
    await buy("since.b", { memberId: "since" });
    const before = shop.mails.length;

    await shop.deliver();

    expect(shop.mails.slice(before)).toEqual([]);
    expect((await promptsOf(shop, "since.a"))[0]).toMatchObject({
      state: "cancelled",
      lastError: "withdrawn: its shopper has bought again",
    });
    expect(await standing("since.a")).toMatchObject({ kind: "reconsidered", isDue: true });
    await shop.sweep();
    expect(await openEscalations(shop, "since.a")).toEqual(["bought_again"]);
    // An operator who knows better gives the order its first mail.
    const { escalationId } = await escalationOf(shop, "since.a");
    const resolution = { resolution: "They want both" };
    await shop.api.post(`/checkout/escalations/${escalationId}/resolve`, resolution);
    await makeDue("since.a");
    await shop.sweep();
    await shop.deliver();
    expect((await promptsOf(shop, "since.a"))[0]).toMatchObject({ state: "sent", step: 0 });
  });

  test("is not asked about while the later order is open", async () => {
    await shop.api.putMember("open");
    await shop.api.putOrder("open-a", { memberId: "open", placedAt: EARLIER });
    await shop.api.putOrder("open-b", { memberId: "open", placedAt: LATER });
    await shop.sweep();
    expect(await standing("open-a")).toMatchObject({ decision: "prompt" });
  });

  test("gets a prompt if an operator asks for one, who reads why it was held back", async () => {
    await shop.api.putMember("asked");
    await shop.api.putOrder("asked-a", { memberId: "asked", placedAt: EARLIER });
    await buy("asked-b", { memberId: "asked" });
    await shop.sweep();
    expect(await openEscalations(shop, "asked-a")).toEqual(["bought_again"]);
    const { version } = await shop.api.read("asked-a");
    const what = { action: "prompt_now", reason: "They want both" };

    const orders = [{ orderId: "asked-a", version }];
    const preview = await bo.send("POST", "/actions/preview", { what, orders });
    expect(Preview.parse(preview.body).items[0]).toMatchObject({
      verdict: "does",
      mailsTo: "asked@shoppers.example",
      heldBack: "bought_again",
    });
    expect((await bo.act("asked-a", version, what)).status).toBe(200);

    const page = OrderPage.parse((await bo.get("/orders/asked-a")).body);
    expect(page.orchestration.events.slice(-2)).toMatchObject([
      { payload: { action: "prompt_requested", heldBack: "bought_again" } },
      { payload: { decision: "prompt", step: 0 } },
    ]);
    await shop.deliver();
    expect((await promptsOf(shop, "asked-a"))[0]).toMatchObject({ state: "sent" });
    await makeDue("asked-a");
    await shop.sweep();
    expect(await standing("asked-a")).toMatchObject({ reason: "bought_again" });
  });

  test("goes on being prompted once an operator has judged it, until the cadence ends", async () => {
    await shop.api.putMember("judged");
    await shop.api.putOrder("judged-a", { memberId: "judged", placedAt: EARLIER });
    await buy("judged-b", { memberId: "judged" });
    await shop.sweep();
    const { escalationId } = await escalationOf(shop, "judged-a");
    const resolution = { resolution: "They want both" };
    await shop.api.post(`/checkout/escalations/${escalationId}/resolve`, resolution);

    for (const step of [0, 1, 2, 3]) {
      await makeDue("judged-a");
      await shop.sweep();
      await shop.deliver();
      expect((await shop.api.read("judged-a")).events.at(-1)?.payload).toMatchObject({
        decision: "prompt",
        step,
      });
    }
    await makeDue("judged-a");
    await shop.sweep();
    expect(await openEscalations(shop, "judged-a")).toEqual(["cadence_exhausted"]);
  });
});
