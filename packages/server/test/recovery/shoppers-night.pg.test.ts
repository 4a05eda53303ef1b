import { afterAll, beforeAll, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { promptsOf } from "../support/prompts.ts";

const PLACED = { placedAt: "2026-01-01T00:00:00Z" };
const DAY = 24 * 60;

/** The minute of the day in Los Angeles, which is never within two hours of the same minute in UTC. */
function minuteThere(): number {
  const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "America/Los_Angeles",
  });
  const [hour = 0, minute = 0] = clock.format(Date.now()).split(":").map(Number);
  return hour * 60 + minute;
}

let shop: TestApp;
beforeAll(async () => {
  const now = minuteThere();
  const quietHours = {
    fromMinute: (now + DAY - 60) % DAY,
    toMinute: (now + 60) % DAY,
    timeZone: "UTC",
  };
  shop = await startTestApp({ ...PLAIN_POLICY, quietHours });
});
afterAll(() => shop.close());

async function prompts(orderId: string, changes: Readonly<Record<string, unknown>>) {
  await shop.api.putOrder(orderId, { ...PLACED, ...changes });
  await shop.sweep();
  return (await promptsOf(shop, orderId)).length;
}

const guest = (email: string) => ({ memberId: null, email });
const LOS_ANGELES = { country: "US", province: "CA", postalCode: "90012" };

test("nobody is written to in the night of the address that the shop has", async () => {
  expect(await prompts("there", { ...guest("a@b.example"), address: LOS_ANGELES })).toBe(0);
  expect(await prompts("elsewhere", guest("b@b.example"))).toBe(1);
});

test("the order's own time zone comes before the address, and the member's before both", async () => {
  const both = { ...guest("c@b.example"), address: LOS_ANGELES, timeZone: "UTC" };
  expect(await prompts("own-zone", both)).toBe(1);
  await shop.api.putMember("in-london", { timeZone: "UTC" });
  expect(await prompts("of-london", { memberId: "in-london", address: LOS_ANGELES })).toBe(1);
  await shop.api.putMember("nowhere");
  expect(await prompts("of-nowhere", { memberId: "nowhere", address: LOS_ANGELES })).toBe(0);
});

test("a prompt that was decided before the night waits for the morning", async () => {
  await shop.api.putOrder("evening", { ...PLACED, ...guest("d@b.example") });
  await shop.sweep();
  await shop.sql("update orders set time_zone = 'America/Los_Angeles' where order_id = 'evening'");
  await shop.deliver();
  expect(await promptsOf(shop, "evening")).toMatchObject([{ state: "retry" }]);
});
