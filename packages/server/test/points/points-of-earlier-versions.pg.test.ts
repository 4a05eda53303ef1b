import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { letExpire, loyaltyOf, putPoints } from "../support/loyalty.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { complete, putRedeeming } from "../support/redeeming-orders.ts";

const FILE = new URL("../../migrations/0020_points_waived.sql", import.meta.url);

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

/** Takes the migration back and runs it again, as if the rows were from the version before. */
async function migrateAgain(): Promise<void> {
  const [up = "", down = ""] = readFileSync(FILE, "utf8").split("-- Down Migration");
  await shop.context.pool.query(down);
  await shop.context.pool.query(up);
}

test("points that were held, paid for and taken back by an earlier version stay what they are", async () => {
  await putRedeeming(shop, "paid");
  await complete(shop, "paid", "payment");
  await putRedeeming(shop, "unpaid");
  await putRedeeming(shop, "over");
  await complete(shop, "over", "payment");
  await letExpire(shop, "order.over");
  await putPoints(shop, "returner", 70);
  const back = { reference: "back", reverses: "earned-70" };
  await shop.api.post("/loyalty/accounts/returner/credits", back);

  await migrateAgain();

  const expiryOf = async (orderId: string) => (await shop.api.read(orderId)).loyaltyHold?.expiresAt;
  expect(await expiryOf("paid")).toBeNull();
  expect(await expiryOf("unpaid")).toMatch(/^\d{4}-/);
  // By the earlier version's rules it has expired.
  expect(await expiryOf("over")).toMatch(/^\d{4}-/);
  await shop.sweep();
  expect((await shop.api.read("over")).loyaltyHold).toMatchObject({ state: "expired" });
  const again = { ...back, reference: "again", points: 1 };
  expect(codeOf(await shop.api.post("/loyalty/accounts/returner/credits", again))).toBe(
    "already_reversed",
  );
  expect((await loyaltyOf(shop, "returner")).balance).toMatchObject({ posted: 0, debt: 0 });
});
