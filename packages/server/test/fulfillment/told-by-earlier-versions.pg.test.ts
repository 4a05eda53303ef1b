import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../src/platform/postgres/migrate.ts";
import { sweepNow } from "../../src/recovery/sweep-overdue.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, makeDue, putOrderOf, THREE_HOURS_AGO } from "../support/paid-orders.ts";
import { migrateBackTo } from "../support/postgres/migrate-to.ts";
import { createTestDatabase } from "../support/postgres/postgres.ts";
import { minute, stage, tellFacts } from "../support/told-parcels.ts";

/** The last migration of the version that does not know which day a mail was about. */
const BEFORE = 24;

async function put(to: TestApp, orderId: string, promisedBy: string): Promise<void> {
  await to.api.putMember(orderId);
  await putOrderOf(to, { orderId, at: () => THREE_HOURS_AGO }, { memberId: orderId, promisedBy });
}

const IDS = ["told", "moved", "waits", "asked"];

let shop: TestApp;
beforeAll(async () => {
  const database = await createTestDatabase();
  const before = await startTestApp({ ...PLAIN_POLICY, frequencyCapMs: 21_600_000 }, undefined, {
    database: { ...database, drop: async () => {} },
  });
  for (const orderId of IDS.filter((id) => id !== "waits")) {
    await put(before, orderId, minute(60));
    await tellFacts(before, orderId, [["paid", stage("payment", "completed", 1)]]);
    if (orderId === "asked") {
      const asks = { waitingOn: "member", nextActionAt: minute(60) };
      await tellFacts(before, orderId, [["asks", stage("fulfillment", "waiting", 50, asks)]]);
    }
    await makeDue(before, orderId);
  }
  await before.sweep();
  await before.deliver();
  await put(before, "moved", minute(90));
  await put(before, "waits", minute(60));
  await tellFacts(before, "waits", [["paid", stage("payment", "completed", 1)]]);
  await before.sweep();
  await before.close();
  await migrateBackTo(database.connectionString, BEFORE);
  await migrate(database.connectionString);
  shop = await startTestApp(PLAIN_POLICY, undefined, { database });
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

test("a day that an earlier version told of is not told again, and another one is", async () => {
  await shop.deliver();
  for (const orderId of IDS) await makeDue(shop, orderId);
  await shop.sweep();
  await shop.deliver();
  const told = shop.mails.map(({ envelope, subject }) => [
    envelope.to.split("@")[0],
    subject.includes("is late"),
  ]);
  expect(told.toSorted()).toEqual([
    ["asked", false],
    ["moved", true],
    ["waits", true],
  ]);
  expect(await shop.sql("select distinct order_id from prompts where promised_by is null")).toEqual(
    [{ order_id: "asked" }],
  );
});

test("a recipient whom an earlier version wrote to counts for the cap", async () => {
  expect(
    await shop.sql(
      "select recipient from prompted_recipients where message_id is null and recipient = 'member:told'",
    ),
  ).toHaveLength(1);
  const capped = { ...PLAIN_POLICY, frequencyCapMs: 21_600_000 };
  await shop.api.putOrder("next", { memberId: "told", placedAt: "2026-01-01T00:00:00Z" });
  await sweepNow({ ...shop.context, policy: capped }, "command", { mailDomain: "shop.example" });
  const { events } = await shop.api.read("next");
  expect(events.at(-1)?.payload).toMatchObject({ decision: "defer", reason: "frequency_cap" });
});
