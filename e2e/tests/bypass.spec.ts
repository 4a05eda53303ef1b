import { ORCHESTRATION_STATUSES, STAGES } from "@followthrough/core/domain";
import { englishCopy } from "@followthrough/react";
import { bannerOn } from "../shopper/banner.ts";
import { test } from "../shopper/bypassed-shop.ts";
import { expect } from "../shopper/test.ts";
import { newAddress, walkToPayment } from "../shopper/walk.ts";

test("in bypass mode every stage and status has its words, without an API", async ({
  page,
  bypassedShop: { recorder },
}) => {
  const banner = bannerOn(page);
  for (const stage of STAGES) {
    const { name, headline } = englishCopy.stages[stage];
    for (const status of ORCHESTRATION_STATUSES) {
      await page.goto(`/checkout/success?order=made-up&stage=${stage}&status=${status}`);
      // An order never stands at a completed stage. A made-up one has nothing of it yet.
      const shown = status === "completed" ? "not_started" : status;
      // A made-up delivery that waits is late, which only the browser's clock can tell.
      const isLate = stage === "fulfillment" && shown === "waiting";
      const { headline: expected } = isLate
        ? englishCopy.delivery.late
        : shown === "cancelled"
          ? englishCopy.cancelled
          : { headline: headline[shown] };
      await expect(banner.headline).toHaveText(expected);
      // A completed stage is behind the order, on a made-up one too.
      const currentStops = status === "completed" ? [] : [new RegExp(`^${name}`)];
      await expect(banner.currentStop).toHaveText(currentStops);
    }
  }
  await page.goto("/checkout/success?order=made-up&stage=completed");
  await expect(banner.headline).toHaveText(englishCopy.completed.headline);
  expect(recorder.connections()).toBe(0);
});

test("in bypass mode a whole checkout asks the API nothing, and every page says so", async ({
  page,
  bypassedShop: { url, recorder },
}) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== url) elsewhere.push(request.url());
  });
  const ribbon = page.getByRole("complementary", { name: "Bypass mode" });
  await page.goto("/");
  await expect(ribbon).toContainText("nothing is sent to the checkout API");
  await walkToPayment(page, {
    product: "Porch bench",
    email: newAddress(),
    name: "Ada Voss",
    usePoints: true,
  });
  await expect(ribbon).toBeVisible();
  await page.getByRole("button", { name: /^Pay\b/ }).click();
  const banner = bannerOn(page);
  await expect(banner.headline).toHaveText(englishCopy.stages.verification.headline.not_started);
  await expect(ribbon).toBeVisible();
  await expect(banner.freshness, "a mocked order is not called live").toHaveCount(0);
  await banner.resume.click();
  await page.getByRole("button", { name: "Confirm identity" }).click();
  await expect(banner.headline).toHaveText(englishCopy.stages.loyalty_hold.headline.not_started);

  const asked = "/api/checkout/orchestrations/made-up";
  expect(await (await page.request.get(asked)).json()).toMatchObject({ orderId: "made-up" });
  expect((await page.request.get(`${asked}/stream`)).status()).toBe(204);
  expect(elsewhere).toEqual([]);
  expect(recorder.connections()).toBe(0);
  await expect(fetch(recorder.url), "the recorder would have noticed").rejects.toThrow();
  expect(recorder.connections()).toBe(1);
});
