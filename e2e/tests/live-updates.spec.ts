import type { Page } from "@playwright/test";
import { bannerOn, markDocument } from "../shopper/banner.ts";
import { test } from "../shopper/cut-shop.ts";
import { expect } from "../shopper/test.ts";

const SOON = { timeout: 250 };

/** Lets the page's own clock run, a second at a time so that answers can keep up with it. */
async function untilTimeBrings(page: Page, claim: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.clock.runFor("00:01");
    await claim();
  }).toPass({ timeout: 30_000, intervals: [0] });
}

test("without a stream the banner says when it last asked, asks again, and shows what is new", async ({
  page,
  api,
  openOrder,
}) => {
  await page.clock.install();
  await page.route("**/stream", (route) => route.fulfill({ status: 204 }));
  const order = await api.placeOrder();
  await openOrder(order);
  const banner = bannerOn(page);
  await expect(banner.freshness).toContainText("Checked just now");
  const expectSameDocument = await markDocument(page);

  await api.complete(order.orderId, "payment");
  await untilTimeBrings(page, () =>
    expect(banner.headline).toHaveText("A short identity check comes next", SOON),
  );
  await expect(banner.freshness).toContainText("Checked");
  await expectSameDocument();
});

test("when the stream comes back the banner is live again", async ({ page, api, openOrder }) => {
  await page.clock.install();
  let isCut = true;
  await page.route("**/stream", (route) =>
    isCut ? route.fulfill({ status: 204 }) : route.continue(),
  );
  const order = await api.placeOrder();
  await openOrder(order);
  const banner = bannerOn(page);
  await expect(banner.freshness).toContainText("Checked just now");

  isCut = false;
  await untilTimeBrings(page, () => expect(banner.freshness).toHaveText("Live", SOON));
  await api.complete(order.orderId, "payment");
  await expect(banner.headline).toHaveText("A short identity check comes next");
});

test("when the API goes away the banner keeps its picture, says that it is old, and recovers without a reload", async ({
  page,
  api,
  openOrder,
  cutShop,
  watch,
}) => {
  watch.expect(/status of 502|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  await page.clock.install();
  const order = await api.placeOrder();
  await openOrder(order, { shop: cutShop.url });
  const banner = bannerOn(page);
  await expect(banner.freshness).toHaveText("Live");
  const expectSameDocument = await markDocument(page);

  await cutShop.cut();
  await expect(banner.freshness).not.toHaveText("Live");
  await untilTimeBrings(page, () => expect(banner.freshness).toContainText("trying again", SOON));
  await expect(banner.headline).toHaveText("Payment comes next");
  await api.complete(order.orderId, "payment");
  await cutShop.mend();
  await untilTimeBrings(page, () =>
    expect(banner.headline).toHaveText("A short identity check comes next", SOON),
  );
  await expect(banner.freshness).toHaveText("Live");
  await expectSameDocument();
});

test("a page that is opened while the API is away answers 502, says so, and shows the order once it can", async ({
  page,
  api,
  openOrder,
  cutShop,
  watch,
}) => {
  watch.expect(/status of 502|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const order = await api.placeOrder();
  await openOrder(order, { shop: cutShop.url });
  await expect(bannerOn(page).headline).toHaveText("Payment comes next");

  await cutShop.cut();
  await page.reload();
  const banner = bannerOn(page);
  await expect(banner.headline).toHaveText("We can’t reach your order right now");
  const path = `/api/checkout/orchestrations/${order.orderId}`;
  const answer = await page.request.get(cutShop.url + path);
  expect(answer.status()).toBe(502);
  expect(answer.headers()["content-type"]).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ status: 502, code: "checkout_api_unavailable" });
  await cutShop.mend();
  await banner.retry.click();
  await expect(banner.headline).toHaveText("Payment comes next");
  await expect(banner.freshness).toHaveText("Live");
});

test("a checkout that can't reach the API keeps the cart and what was typed, and works once it can", async ({
  page,
  cutShop,
}) => {
  await page.goto(`${cutShop.url}/products/porch-bench`);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Go to checkout" }).click();
  await page.getByLabel("E-mail").fill("ada@shoppers.example");
  await page.getByLabel("Name").fill("Ada Voss");
  await cutShop.cut();
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "We can’t reach our checkout right now",
  );
  await expect(page.getByLabel("E-mail")).toHaveValue("ada@shoppers.example");
  await cutShop.mend();
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("heading", { name: "Pay for your order" })).toBeVisible();
});
