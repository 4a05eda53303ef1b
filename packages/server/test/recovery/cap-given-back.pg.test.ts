import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, makeDue } from "../support/paid-orders.ts";
import { promptsOf } from "../support/prompts.ts";

const HOUR_MS = 60 * 60_000;
const LONG_AGO = "2026-01-01T00:00:00Z";
const AT_ONCE = 10;
const ROUNDS = 15;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true, frequencyCapMs: 6 * HOUR_MS });
});
afterEach(async () => {
  await shop.sql("delete from prompts where state in ('pending', 'retry')");
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const guestAt = (email: string) => ({ memberId: null, email, placedAt: LONG_AGO });

/** How many mails went to a mailbox. */
function mailsTo(address: string): number {
  return shop.mails.filter(({ envelope }) => envelope.to.toLowerCase() === address).length;
}

async function sweepAndDeliver(): Promise<void> {
  await shop.sweep();
  await shop.deliver();
}

async function decisionOf(orderId: string) {
  const { events } = await shop.api.read(orderId);
  const { decision, reason } = events.findLast(({ kind }) => kind === "sweep")?.payload ?? {};
  return { decision, reason };
}

describe("an address that changes while its mail waits", () => {
  test.each([
    [
      "a member's",
      async (id: string) => {
        await shop.api.putMember(id, { email: `${id}-old@x.example` });
        await shop.api.putOrder(id, { memberId: id, placedAt: LONG_AGO });
      },
      (id: string, email: string) => shop.api.putMember(id, { email }),
    ],
    [
      "a guest's",
      (id: string) => shop.api.putOrder(id, guestAt(`${id}-old@x.example`)),
      (id: string, email: string) => shop.api.putOrder(id, guestAt(email)),
    ],
  ])("to a mailbox that just got a mail waits for the cap: %s", async (who, put, move) => {
    const id = who.replaceAll(/\W/g, "-");
    await shop.api.putOrder(`${id}-first`, guestAt(`${id}@x.example`));
    await sweepAndDeliver();
    await put(id);
    await shop.sweep();

    await move(id, `${id.toUpperCase()}@x.example`);
    await sweepAndDeliver();

    expect(mailsTo(`${id}@x.example`)).toBe(1);
    expect(mailsTo(`${id}-old@x.example`)).toBe(0);
    expect(await decisionOf(id)).toEqual({ decision: "defer", reason: "frequency_cap" });
  });

  test("uses up the cap of the mailbox that gets the mail, and not that of the former one", async () => {
    await shop.api.putOrder("typo", guestAt("typo@x.example"));
    await shop.sweep();
    await shop.api.putOrder("typo", guestAt("right@x.example"));
    await sweepAndDeliver();
    expect(mailsTo("right@x.example")).toBe(1);

    await shop.api.putOrder("of-right", guestAt("Right@x.example"));
    await shop.api.putOrder("of-typo", guestAt("typo@x.example"));
    await sweepAndDeliver();

    expect([mailsTo("right@x.example"), mailsTo("typo@x.example")]).toEqual([1, 1]);
    expect(await decisionOf("of-right")).toEqual({ decision: "defer", reason: "frequency_cap" });
  });

  test("at the moment of the decision is noticed at the lease, and the order is decided again at once", async () => {
    await shop.api.putOrder("moment", guestAt("moment-old@x.example"));
    await shop.sweep();
    await shop.sql("update orders set email = 'moment@x.example' where order_id = 'moment'");

    await shop.deliver();
    expect(mailsTo("moment@x.example") + mailsTo("moment-old@x.example")).toBe(0);
    await sweepAndDeliver();

    expect(mailsTo("moment@x.example")).toBe(1);
    expect((await promptsOf(shop, "moment")).map(({ step, state }) => [step, state])).toEqual([
      [0, "sent"],
      [0, "cancelled"],
    ]);
  });

  test(`again and again, with ${AT_ONCE} sweepers and ${AT_ONCE} workers, gives each mailbox and each member one mail`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [left, right] = [`left${round}@x.example`, `right${round}@x.example`];
      const id = `moves${round}`;
      await shop.api.putMember(id, { email: left });
      await shop.api.putOrder(id, { memberId: id, placedAt: LONG_AGO });
      await shop.api.putOrder(`${id}-left`, guestAt(left));
      await shop.api.putOrder(`${id}-right`, guestAt(right));
      const moving = async () => {
        for (const email of [right, left, right]) await shop.api.putMember(id, { email });
      };
      const working = () =>
        Array.from({ length: AT_ONCE }, () => [shop.sweep({ batchSize: 1 }), shop.deliver()]);
      await Promise.all([moving(), ...working().flat()]);
      await sweepAndDeliver();
      // It may have been deferred for a mail that was then withdrawn.
      await makeDue(shop, `${id}-left`);
      await sweepAndDeliver();

      expect([mailsTo(left), mailsTo(right)], `round ${round}`).toEqual([1, 1]);
      const about = shop.mails.filter(({ text }) => text.includes(`order=${id}&`));
      expect(about.length, `round ${round}`).toBeLessThanOrEqual(1);
    }
  });
});

describe("a claim that leads to no mail is given back", () => {
  test.each([
    ["suppressed", "suppressed"],
    ["withdrawn", "cancelled"],
    ["given up", "dead"],
  ])("when its prompt is %s", async (what, state) => {
    const id = what.replace(" ", "-");
    await shop.api.putOrder(`${id}-1`, guestAt(`${id}@x.example`));
    await shop.sweep();
    await shop.sql("update prompts set state = $2 where order_id = $1", [`${id}-1`, state]);

    await shop.api.putOrder(`${id}-2`, guestAt(`${id}@x.example`));
    await sweepAndDeliver();

    expect(mailsTo(`${id}@x.example`)).toBe(1);
    await shop.api.putOrder(`${id}-3`, guestAt(`${id}@x.example`));
    await sweepAndDeliver();
    expect(mailsTo(`${id}@x.example`)).toBe(1);
  });

  test("but not while another order's prompt shares its message", async () => {
    for (const nth of [1, 2]) await shop.api.putOrder(`shared-${nth}`, guestAt("shared@x.example"));
    await shop.sweep();
    await shop.sql("update prompts set state = 'cancelled' where order_id = 'shared-1'");

    await shop.api.putOrder("shared-3", guestAt("shared@x.example"));
    await sweepAndDeliver();

    expect(mailsTo("shared@x.example")).toBe(1);
    expect(await decisionOf("shared-3")).toEqual({ decision: "defer", reason: "frequency_cap" });
  });

  test("so a suppression that is lifted lets the mail go at once", async () => {
    await shop.api.putOrder("lifted", guestAt("lifted@x.example"));
    await shop.sweep();
    const address = "lifted@x.example";
    await shop.api.post("/suppressions", { address, reason: "complained" });
    await sweepAndDeliver();
    await shop.api.post("/suppressions/lift", { address, reason: "A mistake" });
    await sweepAndDeliver();
    expect(mailsTo(address)).toBe(1);
  });
});
