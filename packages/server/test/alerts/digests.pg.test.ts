import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DigestTimes, makeDigest } from "../../src/alerts/make-digest.ts";
import { sendAlert } from "../../src/alerts/send-alert.ts";
import { createWebhookSender } from "../../src/alerts/webhook-sender.ts";
import type { OutgoingMail } from "../../src/mail/transport.ts";
import type { JobQueue } from "../../src/platform/jobs/job-transaction.ts";
import { tellingOf } from "../support/alerts.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

const RECIPIENTS = [
  { channel: "mail", recipient: "ops@shop.example" },
  { channel: "webhook", recipient: "" },
] as const;
const MINUTE_MS = 60_000;
const TIMES: DigestTimes = { digestEveryMs: 15 * MINUTE_MS, remindAfterMs: 24 * 60 * MINUTE_MS };

let shop: TestApp;
/** How many mails earlier tests have sent. */
let earlier = 0;
const mails = () => shop.mails.slice(earlier);
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
/** The alerts that were queued and not sent yet. */
const queued: string[] = [];
const jobs: JobQueue = {
  async insert(name, inserted) {
    expect(name).toBe("operator_digest");
    queued.push(...inserted.map(({ data }) => String((data as { alertId: string }).alertId)));
    return null;
  },
};

beforeAll(async () => {
  [shop, receiver] = await Promise.all([startTestApp(), startWebhookReceiver()]);
});
afterEach(async () => {
  await shop.sql("delete from alert_digests");
  await shop.sql(
    "update escalations set resolved_at = now(), resolution = 'done', alert = 'none' where resolved_at is null",
  );
  receiver.messages.length = 0;
  earlier = shop.mails.length;
  queued.length = 0;
});
afterAll(async () => {
  await receiver.close();
  await shop.close();
});

const make = (times: DigestTimes = TIMES) => makeDigest(shop.context, jobs, RECIPIENTS, times);

/** Sends all queued alerts. */
async function send(): Promise<void> {
  const telling = tellingOf(shop, { webhook: createWebhookSender(receiver) });
  for (const alertId of queued.splice(0)) await sendAlert(shop.context, telling, alertId);
}

/** Orders that one sweep escalates. */
async function escalate(name: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await shop.api.putOrder(`${name}-${index}`, {
      memberId: null,
      orderNumber: `${name}/${index}`,
      placedAt: "2026-01-01T00:00:00Z",
    });
  }
  expect(await shop.sweep()).toMatchObject({ escalations: count });
}

/** Makes everything older, as if this time had passed. */
async function pass(minutes: number): Promise<void> {
  const ago = `- ${minutes} * interval '1 minute'`;
  await shop.sql(`update alert_digests set made_at = made_at ${ago}`);
  await shop.sql(`update escalations set opened_at = opened_at ${ago}, alerted_at = alerted_at ${ago}
    where resolved_at is null`);
}

function resolve(orderId: string) {
  return shop.sql(
    "update escalations set resolved_at = now(), resolution = 'done' where order_id = $1 and resolved_at is null",
    [orderId],
  );
}

function assign(orderId: string, assignee: string | null) {
  return shop.sql(
    "update escalations set assignee = $2 where order_id = $1 and resolved_at is null",
    [orderId, assignee],
  );
}

type Listed = readonly { readonly orderId: string; readonly isReminder: boolean }[];

/** What the webhooks listed, each as `order` or `order again`, sorted: one sweep's escalations are of one instant. */
function listed(): string[][] {
  return receiver.messages.map(({ data }) =>
    (data.escalations as Listed)
      .map(({ orderId, isReminder }) => `${orderId}${isReminder ? " again" : ""}`)
      .sort(),
  );
}

const subjects = () => mails().map((mail: OutgoingMail) => mail.subject);

describe("25 escalations in one sweep", () => {
  test("are one mail and one webhook, after a minute in which others are collected", async () => {
    await escalate("many", 25);
    expect(await make()).toBe(0);
    await pass(1);
    expect(await make()).toBe(25);
    await send();

    expect(subjects()).toEqual(["25 escalations wait for an operator"]);
    expect(receiver.messages).toHaveLength(1);
    expect(receiver.messages[0]).toMatchObject({
      type: "escalations.opened",
      data: {
        version: 1,
        total: 25,
        counts: [{ reason: "missing_address", opened: 25, reminders: 0 }],
      },
    });
    expect(new Set(listed().flat()).size).toBe(25);
    const { text = "" } = mails()[0] ?? {};
    expect(text.match(/^- many\/\d+ /gm)).toHaveLength(20);
    expect(text).toContain("5 more in the work list");
    expect(text).toContain("https://api.shop.example/console/?kind=escalation");
    // Everything was sent.
    await pass(60);
    expect(await make()).toBe(0);
  });

  test("are one digest, however many workers make it", async () => {
    await escalate("race", 25);
    await pass(1);
    const made = await Promise.all(Array.from({ length: 8 }, () => make()));
    expect(made.filter((count) => count > 0)).toEqual([25]);
    expect(queued).toHaveLength(2);
    expect(await shop.sql("select count(*) as digests from alert_digests")).toEqual([
      { digests: 1 },
    ]);
  });

  test("that a second worker finds while the first one still makes a digest are left to the next one", async () => {
    await escalate("slow", 1);
    await pass(1);
    const isStored = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const slow: JobQueue = {
      async insert() {
        isStored.resolve();
        await mayCommit.promise;
        return null;
      },
    };
    const first = makeDigest(shop.context, slow, RECIPIENTS, TIMES);
    await isStored.promise;
    await shop.sql(`insert into escalations (order_id, reason, opened_version, opened_at)
      values ('late', 'order_never_came', 0, now() - interval '2 minutes')`);
    const second = await make();
    mayCommit.resolve();
    expect([await first, second, await make()]).toEqual([1, 0, 0]);
  });

  test("whose worker is lost before the commit are in the next digest, once", async () => {
    await escalate("lost", 25);
    await pass(1);
    const failing: JobQueue = {
      async insert() {
        throw new Error("the process is lost here");
      },
    };
    await expect(makeDigest(shop.context, failing, RECIPIENTS, TIMES)).rejects.toThrow("lost");
    expect(await make()).toBe(25);
    await send();
    expect([mails().length, receiver.messages.length]).toEqual([1, 1]);
  });
});

describe("an escalation", () => {
  test("within the interval after a digest waits for the next one; after a quiet time it is sent soon", async () => {
    await escalate("first", 1);
    await pass(1);
    expect(await make()).toBe(1);
    await escalate("second", 1);
    await pass(5);
    await escalate("third", 1);
    await pass(9);
    expect(await make()).toBe(0);
    await pass(1);
    expect(await make()).toBe(2);
    await send();
    expect(listed()).toEqual([["first-0"], ["second-0", "third-0"]]);

    await pass(15);
    await escalate("fourth", 1);
    await pass(1);
    expect(await make()).toBe(1);
  });

  test("is sent at once if there is no interval", async () => {
    await escalate("at-once", 1);
    expect(await make({ digestEveryMs: 0, remindAfterMs: null })).toBe(1);
  });

  test("that is resolved before the digest leaves is not in it, and a digest of none is not sent", async () => {
    await escalate("gone", 3);
    await pass(1);
    await make();
    await resolve("gone-1");
    await send();
    expect(listed()).toEqual([["gone-0", "gone-2"]]);
    expect(receiver.messages[0]?.data).toMatchObject({ total: 2 });

    await escalate("all-gone", 1);
    await pass(15);
    await make();
    await resolve("all-gone-0");
    const [alertId] = queued;
    await send();
    expect([mails().length, receiver.messages.length]).toEqual([1, 1]);
    expect(
      await shop.sql("select state from operator_alerts where alert_id = $1", [alertId]),
    ).toEqual([{ state: "withdrawn" }]);
  });

  test("that stays open is sent again after the set time, and says for how long it has been open", async () => {
    await escalate("aging", 2);
    await pass(1);
    await make();
    await send();
    await pass(24 * 60 - 2);
    expect(await make()).toBe(0);
    await pass(2);
    expect(await make()).toBe(2);
    await send();
    expect(listed().at(-1)).toEqual(["aging-0 again", "aging-1 again"]);
    expect(subjects().at(-1)).toBe("2 escalations still wait for an operator");
    expect(mails().at(-1)?.text).toContain("open for 1 day");

    await pass(60);
    expect(await make()).toBe(0);

    await resolve("aging-0");
    await pass(24 * 60);
    await make();
    await send();
    expect(subjects().at(-1)).toBe("Order aging/1, open for 2 days: no address that takes mail");
  });

  test("that somebody is assigned to is not sent again, until nobody is", async () => {
    await escalate("taken", 2);
    await pass(1);
    await make();
    await send();
    await assign("taken-0", "bo@shop.example");
    await pass(24 * 60);
    expect(await make()).toBe(1);
    // Assigned between the decision and the mail.
    await assign("taken-1", "bo@shop.example");
    await send();
    expect(receiver.messages).toHaveLength(1);

    await assign("taken-0", null);
    await pass(15);
    expect(await make()).toBe(1);
  });

  test("that is assigned before its first alert is in it, and says so", async () => {
    await escalate("quick", 1);
    await assign("quick-0", "bo@shop.example");
    await pass(1);
    await make();
    await send();
    expect(receiver.messages[0]?.data).toMatchObject({ escalations: [{ isAssigned: true }] });
  });

  test("that gets a new cause is sent once more, also if somebody is assigned to it", async () => {
    await shop.api.putOrder("disputed", { memberId: null });
    const dispute = (reference: string, state = "open") =>
      shop.api.postEvent("disputed", {
        stage: "payment",
        status: "completed",
        payment: {
          reference: "pay-1",
          state: "captured",
          captured: 18_900,
          disputes: [{ reference, amount: 100, state, createdAt: new Date().toISOString() }],
        },
      });
    await dispute("d1");
    await pass(1);
    await make();
    await assign("disputed", "bo@shop.example");
    await dispute("d2");
    await dispute("d2");
    await pass(15);
    expect(await make()).toBe(1);
    await send();
    expect(listed()).toEqual([["disputed"], ["disputed"]]);
    expect(receiver.messages[1]?.data).toMatchObject({
      escalations: [{ amount: { amount: 200 }, isAssigned: true, isReminder: false }],
    });

    await dispute("d1", "won");
    await pass(25 * 60);
    expect(await make()).toBe(0);
  });

  test("is never sent again if reminders are off", async () => {
    await escalate("once", 1);
    await pass(1);
    await make();
    await pass(10 * 24 * 60);
    expect(await make({ ...TIMES, remindAfterMs: null })).toBe(0);
  });

  test("that was sent before there were reminders is reminded of by its age", async () => {
    await escalate("old", 1);
    await shop.sql("update escalations set alert = 'queued' where order_id = 'old-0'");
    await pass(24 * 60);
    expect(await make()).toBe(1);
    await send();
    expect(listed()).toEqual([["old-0 again"]]);
  });
});

test("a digest groups by reason, the oldest first, and counts what it does not list", async () => {
  await escalate("zz", 1);
  await pass(10);
  await shop.sql(`insert into escalations (order_id, reason, opened_version)
    select 'never-' || n, 'order_never_came', 0 from generate_series(1, 101) n`);
  await pass(1);
  await make();
  await send();
  expect(receiver.messages[0]?.data).toMatchObject({
    total: 102,
    counts: [
      { reason: "missing_address", opened: 1, reminders: 0 },
      { reason: "order_never_came", opened: 101, reminders: 0 },
    ],
  });
  expect(listed()[0]).toHaveLength(100);
  expect(receiver.messages[0]?.data.escalations).toMatchObject({ 0: { orderId: "zz-0" } });
  const { text = "" } = mails()[0] ?? {};
  expect(text).toContain("82 more in the work list");
});

describe("a test order", () => {
  const LONG_AGO = { placedAt: "2026-01-01T00:00:00Z", memberId: null };

  test("is on the work list and calls nobody, whatever it needs", async () => {
    const real = ["silent", "late"];
    for (const orderId of [...real, "silent-test", "late-test"]) {
      const isLate = orderId.startsWith("late");
      await shop.api.putOrder(orderId, {
        ...LONG_AGO,
        email: `${orderId}@shoppers.example`,
        test: orderId.endsWith("-test"),
        requires: { verification: false, loyaltyHold: false },
        ...(isLate ? { promisedBy: "2026-01-02T00:00:00Z" } : {}),
      });
      const status = isLate ? "completed" : "in_progress";
      const occurredAt = "2026-01-01T01:00:00Z";
      await shop.api.postEvent(orderId, { stage: "payment", status, occurredAt });
    }
    await shop.sweep();
    for (const orderId of ["silent-test", "late-test"])
      expect(await openEscalations(shop, orderId)).toHaveLength(1);

    await pass(1);
    expect(await make()).toBe(real.length);
    await send();
    expect(listed()).toEqual([["late", "silent"]]);
    await pass(25 * 60);
    expect(await make()).toBe(real.length);
  });

  test("calls an operator once it is known to be none, and only once", async () => {
    const order = { ...LONG_AGO, requires: { verification: false, loyaltyHold: false } };
    const put = (test: boolean) => shop.api.putOrder("is-real", { ...order, test });
    await put(true);
    const waits = { status: "waiting", waitingOn: "operator" };
    await shop.api.postEvent("is-real", { stage: "payment", ...waits });
    await escalate("beside", 1);
    await pass(1);
    expect(await make()).toBe(1);
    await put(false);
    await pass(15);
    expect(await make()).toBe(1);
    await send();
    expect(listed()).toEqual([["beside-0"], ["is-real"]]);

    await put(true);
    await pass(15);
    await escalate("beside-later", 1);
    await pass(1);
    await make();
    await put(false);
    await pass(15);
    expect(await make()).toBe(0);
  });

  test("calls nobody again once it is known as one", async () => {
    await escalate("turns-out", 1);
    await pass(1);
    expect(await make()).toBe(1);
    await shop.api.putOrder("turns-out-0", { ...LONG_AGO, orderNumber: "turns-out/0", test: true });
    await pass(25 * 60);
    expect(await make()).toBe(0);
  });
});
