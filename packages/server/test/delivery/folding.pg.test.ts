import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Compose } from "../../src/delivery/compose-message.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { holdServer } from "../support/held-server.ts";
import { holdRows } from "../support/hold-rows.ts";
import { promptOf } from "../support/prompts.ts";

const HOUR_MS = 60 * 60_000;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true, frequencyCapMs: 6 * HOUR_MS });
});
// Each test starts with no overdue orders and nothing to send.
afterEach(async () => {
  await shop.sql(
    "update orchestrations set next_action_at = '2099-01-01' where next_action_at <= now()",
  );
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(() => shop.close());

const LONG_AGO = "2026-01-01T00:00:00Z";

/** Overdue orders of one member, `<member>-1` and so on; the first became due first. */
async function putOrders(memberId: string, count: number): Promise<string[]> {
  await shop.api.putMember(memberId);
  const orderIds = Array.from({ length: count }, (_, at) => `${memberId}-${at + 1}`);
  for (const [at, orderId] of orderIds.entries()) {
    const placedAt = new Date(Date.parse(LONG_AGO) + at * HOUR_MS).toISOString();
    await shop.api.putOrder(orderId, { memberId, placedAt, orderNumber: `No ${orderId}` });
  }
  return orderIds;
}

/** The orders that each mail to this recipient links to. */
function mailsTo(address: string): (readonly string[])[] {
  return shop.mails
    .filter(({ envelope }) => envelope.to.toLowerCase() === address.toLowerCase())
    .map(({ text }) => [...text.matchAll(/[?&]order=([^&]+)&/g)].map(([, id = ""]) => id).sort());
}

async function messageIds(orderIds: readonly string[]): Promise<unknown[]> {
  const rows = await shop.sql("select distinct message_id from prompts where order_id = any ($1)", [
    orderIds,
  ]);
  return rows.map((row) => row.message_id);
}

async function states(orderIds: readonly string[]): Promise<string[]> {
  const prompts = await Promise.all(orderIds.map((orderId) => promptOf(shop, orderId)));
  return prompts.map(({ state }) => state);
}

/** Composes as usual, except that these orders can't be described. */
function failFor(...poison: readonly string[]): Compose {
  const { compose } = shop.delivery();
  return async (message) => {
    const bad = message.prompts.find(({ orderId }) => poison.includes(orderId));
    if (bad !== undefined) throw new Error(`no such currency in ${bad.orderId}`);
    return compose(message);
  };
}

describe("several overdue orders of one member", () => {
  test("become one mail that links to each, and each keeps its own decision and notification", async () => {
    const orderIds = await putOrders("mia", 3);

    expect(await shop.sweep()).toMatchObject({ processed: 3, prompted: 3, deferred: 0, failed: 0 });
    expect(await shop.deliver()).toBe(3);

    expect(mailsTo("mia@shoppers.example")).toEqual([orderIds]);
    const [mail] = shop.mails.filter(({ envelope }) => envelope.to === "mia@shoppers.example");
    for (const orderId of orderIds) expect(mail?.text).toContain(`No ${orderId}`);
    expect(await messageIds(orderIds)).toEqual([mail?.messageId]);
    for (const orderId of orderIds) {
      const { events } = await shop.api.read(orderId);
      expect(events.at(-1)).toMatchObject({
        kind: "sweep",
        payload: { decision: "prompt", step: 0 },
      });
      expect(await promptOf(shop, orderId)).toMatchObject({ state: "sent", step: 0, attempts: 1 });
    }
  });

  test("each keep their own step of the cadence", async () => {
    const [first = "", second = ""] = await putOrders("nora", 1).then(async (ids) => {
      await shop.sweep();
      await shop.deliver();
      await shop.sql("update prompted_recipients set prompted_at = now() - interval '7 h'");
      await shop.sql(
        "update orchestrations set next_action_at = '2026-01-02' where order_id = $1",
        ids,
      );
      await shop.api.putOrder("nora-2", { memberId: "nora", placedAt: LONG_AGO });
      return [...ids, "nora-2"];
    });

    await shop.sweep();
    await shop.deliver();

    expect(mailsTo("nora@shoppers.example")).toEqual([[first], [first, second]]);
    const steps = await shop.sql(
      "select order_id, step from prompts where order_id like 'nora-%' order by decided_at, order_id",
    );
    expect(steps).toEqual([
      { order_id: first, step: 0 },
      { order_id: first, step: 1 },
      { order_id: second, step: 0 },
    ]);
  });

  test.each([1, 2])("also fold in batches of %i, and are decided once", async (batchSize) => {
    const memberId = `batch${batchSize}`;
    const orderIds = await putOrders(memberId, 5);
    await putOrders(`${memberId}b`, 2);

    const summary = await shop.sweep({ batchSize });
    await shop.deliver();

    expect(summary).toMatchObject({ processed: 7, prompted: 7, deferred: 0, failed: 0 });
    expect(mailsTo(`${memberId}@shoppers.example`)).toEqual([orderIds]);
    expect(mailsTo(`${memberId}b@shoppers.example`)).toHaveLength(1);
  });

  test("don't include orders that are not due", async () => {
    const [due = ""] = await putOrders("ida", 1);
    await shop.api.putOrder("ida-later", { memberId: "ida" });

    await shop.sweep();
    await shop.deliver();

    expect(mailsTo("ida@shoppers.example")).toEqual([[due]]);
    expect((await shop.api.read("ida-later")).version).toBe(1);
  });

  test("never share a message with orders of somebody else", async () => {
    const [mine, theirs] = [await putOrders("kim", 2), await putOrders("lea", 2)];
    await shop.sweep();
    await shop.deliver();
    expect(mailsTo("kim@shoppers.example")).toEqual([mine]);
    expect(mailsTo("lea@shoppers.example")).toEqual([theirs]);
  });
});

test("overdue orders of a guest fold by address, whatever its case", async () => {
  for (const [at, email] of ["Gus@Guests.example", "gus@guests.example"].entries()) {
    await shop.api.putOrder(`gus-${at}`, { memberId: null, email, placedAt: LONG_AGO });
  }
  expect(await shop.sweep()).toMatchObject({ prompted: 2, deferred: 0 });
  expect(await shop.deliver()).toBe(2);

  expect(mailsTo("gus@guests.example")).toEqual([["gus-0", "gus-1"]]);
  expect(await states(["gus-0", "gus-1"])).toEqual(["sent", "sent"]);
});

describe("an order that moves on between its decision and the mail", () => {
  test.each([1, 2, 3])(
    "is left out, and the mail has the others: the one at place %i",
    async (place) => {
      const orderIds = await putOrders(`ole${place}`, 3);
      await shop.sweep();
      const moved = `ole${place}-${place}`;
      await shop.api.postEvent(moved, { stage: "payment", status: "completed" });

      expect(await shop.deliver()).toBe(2);

      const others = orderIds.filter((orderId) => orderId !== moved);
      expect(mailsTo(`ole${place}@shoppers.example`)).toEqual([others]);
      expect(await states(others)).toEqual(["sent", "sent"]);
      expect(await promptOf(shop, moved)).toMatchObject({ state: "cancelled", attempts: 0 });
    },
  );

  test("while the mail is being sent stops that mail, and the next one has the others", async () => {
    const orderIds = await putOrders("pia", 3);
    await shop.sweep();
    const server = holdServer("before the look");
    const delivering = shop.deliver({ transport: server.transport });
    await server.reached;
    await shop.api.postEvent("pia-1", { stage: "payment", status: "completed" });
    server.goOn();
    await delivering;

    expect(server.taken).toHaveLength(1);
    expect(server.taken[0]?.text).not.toContain("order=pia-1&");
    expect(await states(orderIds)).toEqual(["cancelled", "sent", "sent"]);
  });
});

describe("an order that can't be described", () => {
  test.each([1, 2, 3])(
    "ends dead, and one mail has the others: the one at place %i",
    async (place) => {
      const orderIds = await putOrders(`rob${place}`, 3);
      await shop.sweep();
      const poison = `rob${place}-${place}`;

      expect(await shop.deliver({ compose: failFor(poison) })).toBe(2);

      const others = orderIds.filter((orderId) => orderId !== poison);
      expect(mailsTo(`rob${place}@shoppers.example`)).toEqual([others]);
      expect(await states(others)).toEqual(["sent", "sent"]);
      const { state, lastError } = await promptOf(shop, poison);
      expect([state, lastError]).toEqual(["dead", expect.stringContaining("no such currency")]);
      // The log does not say that it was sent.
      expect(shop.logs).not.toContainEqual(
        expect.objectContaining({ orderId: poison, msg: "recovery prompt sent" }),
      );
    },
  );

  test("like all the others of its message: all end dead, and nothing waits for them", async () => {
    const orderIds = await putOrders("sam", 3);
    await shop.sweep();
    expect(await shop.deliver({ compose: failFor(...orderIds) })).toBe(0);
    expect(await states(orderIds)).toEqual(["dead", "dead", "dead"]);
  });

  test("but may already have been sent is unknown instead of dead", async () => {
    const orderIds = await putOrders("tom", 2);
    await shop.sweep();
    await shop.sql("update prompts set ending_at = now() where order_id = any ($1)", [orderIds]);
    await shop.deliver({ compose: failFor("tom-1") });
    expect(await states(orderIds)).toEqual(["unknown", "sent"]);
  });
});

test("a message is never sent in two parts: while one of its prompts is locked, it waits as a whole", async () => {
  const orderIds = await putOrders("uwe", 3);
  const [alone = ""] = await putOrders("val", 1);
  await shop.sweep();

  await holdRows(shop, "select from prompts where order_id = 'uwe-2' for update", () =>
    shop.deliver(),
  );
  expect(mailsTo("uwe@shoppers.example")).toEqual([]);
  expect(mailsTo("val@shoppers.example")).toEqual([[alone]]);

  await shop.deliver();
  expect(mailsTo("uwe@shoppers.example")).toEqual([orderIds]);
});

test("a failed message is tried again as a whole", async () => {
  const orderIds = await putOrders("wim", 2);
  await shop.sweep();
  const { transport } = shop.delivery();
  await shop.deliver({
    transport: {
      ...transport,
      send: async () => ({
        kind: "rejected",
        permanent: false,
        recipientRejected: false,
        isConnectionError: false,
        response: "451 Later",
      }),
    },
  });
  expect(await states(orderIds)).toEqual(["retry", "retry"]);

  await shop.sql("update prompts set next_attempt_at = now() where state = 'retry'");
  await shop.deliver();
  expect(mailsTo("wim@shoppers.example")).toEqual([orderIds]);
  expect(await states(orderIds)).toEqual(["sent", "sent"]);
});

describe("one bad row", () => {
  test.each([1, 2, 100])(
    "that can't be written never stops the others, in batches of %i",
    async (batchSize) => {
      const memberId = `xi${batchSize}`;
      const orderIds = await putOrders(memberId, 3);
      const [stranger = ""] = await putOrders(`${memberId}b`, 1);
      // The next version is taken, so the entry of any decision for this order is refused.
      await shop.tamper(
        `insert into orchestration_events select (jsonb_populate_record(e, '{"version": 2}')).*
      from orchestration_events e where order_id = '${memberId}-2'`,
      );

      const summary = await shop.sweep({ batchSize });
      await shop.deliver();

      expect(summary).toMatchObject({ processed: 3, failed: 1 });
      expect(mailsTo(`${memberId}b@shoppers.example`)).toEqual([[stranger]]);
      // The member gets one mail about the other orders now; the order that can't be written is deferred, not dropped.
      expect(mailsTo(`${memberId}@shoppers.example`)).toHaveLength(1);
      for (const orderId of orderIds.filter((id) => id !== `${memberId}-2`)) {
        const { version, nextActionAt } = await shop.api.read(orderId);
        expect([version, Date.parse(nextActionAt ?? "") > Date.now()]).toEqual([2, true]);
      }
    },
  );
});
