import { bannerOn } from "../shopper/banner.ts";
import { test } from "../shopper/cut-shop.ts";
import { expectGoodLooks } from "../shopper/looks.ts";
import { expect } from "../shopper/test.ts";
import { newAddress, walkToCheckout, walkToPayment } from "../shopper/walk.ts";

test("the catalog, a product and the cart look right to axe and to everybody", async ({ page }) => {
  await page.goto("/");
  await expectGoodLooks(page);
  await page.goto("/products/mill-trestle-table");
  await expectGoodLooks(page);
  await page.goto("/cart");
  await expectGoodLooks(page);
  await walkToCheckout(page, "Mill trestle table");
  await page.goto("/cart");
  await page.getByRole("button", { name: "One more: Mill trestle table" }).click();
  await expectGoodLooks(page);
});

test("the checkout looks right, with errors too", async ({ page }) => {
  await walkToCheckout(page, "Larder bookcase");
  await expectGoodLooks(page);
  await page.getByLabel("Use my points").check();
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await expectGoodLooks(page);
});

test("the test pages of all stages and the success page look right", async ({ page }) => {
  await walkToPayment(page, {
    product: "Mill trestle table",
    email: newAddress(),
    name: "Ada Voss",
    usePoints: true,
  });
  await expectGoodLooks(page);
  const orderId = new URL(page.url()).pathname.split("/").at(-1);
  for (const step of ["verify", "points", "dispatch"]) {
    await page.goto(`/checkout/${step}/${orderId}`);
    await expectGoodLooks(page);
  }
  await page.goto(`/checkout/success?order=${orderId}`);
  await expect(bannerOn(page).freshness).toHaveText("Live");
  await page.getByText("For trying out").click();
  await expectGoodLooks(page);
});

test("the banner looks right while it waits, needs somebody, failed, is done or was cancelled", async ({
  page,
  api,
  openOrder,
}) => {
  const order = await api.placeOrder();
  const banner = bannerOn(page);
  const show = async (headline: string) => {
    await expect(banner.headline).toHaveText(headline);
    await expectGoodLooks(page);
  };
  await openOrder(order);
  await show("Payment comes next");
  await api.report(order.orderId, "payment", "waiting", { waitingOn: "provider" });
  await show("Your payment is not confirmed yet");
  await api.complete(order.orderId, "payment");
  await api.report(order.orderId, "verification", "failed");
  await show("Your identity could not be confirmed");
  await api.putPointsStep(order, "Confirm using 5,000 points for this order", "pending");
  await api.complete(order.orderId, "verification");
  await show("Your points come next");
  await api.complete(order.orderId, "loyalty_hold", "fulfillment");
  await show("Your order is complete");
  const cancelled = await api.placeOrder();
  await openOrder(cancelled);
  await api.cancel(cancelled.orderId);
  await show("Your order was cancelled");
});

test("the banner looks right with a voucher, an open amount, and money that goes back", async ({
  page,
  api,
  openOrder,
}) => {
  const { orderId, ...order } = await api.placeOrder();
  const banner = bannerOn(page);
  await openOrder({ orderId, ...order });
  const show = async (headline: string) => {
    await expect(banner.headline).toHaveText(headline);
    await expectGoodLooks(page);
  };
  const voucher = { reference: "voucher", currency: "EUR", method: "voucher" } as const;
  await api.report(orderId, "payment", "waiting", {
    payment: {
      ...voucher,
      state: "requires_action",
      actBy: new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString(),
      nextStep: { kind: "voucher", url: "https://pay.example/voucher/1" },
    },
  });
  await show("Your voucher is ready to pay");
  const part = { ...voucher, state: "captured", captured: 48_000 } as const;
  await api.report(orderId, "payment", "waiting", { payment: part });
  await show("€1,000.00 is open");
  const createdAt = new Date().toISOString();
  const refund = { reference: "refund", amount: 48_000, createdAt } as const;
  await api.report(orderId, "payment", "failed", {
    payment: { ...part, refunds: [{ ...refund, state: "pending" }] },
  });
  await show("The refund of €480.00 is under way");
  await api.report(orderId, "payment", "failed", {
    payment: { ...part, refunds: [{ ...refund, state: "succeeded" }] },
  });
  await show("€480.00 was refunded");
});

test("the banner looks right while it loads, is out of reach, old, or has nothing to show", async ({
  page,
  api,
  openOrder,
  cutShop,
  watch,
}) => {
  watch.expect(/status of (401|502)|ERR_FAILED|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const order = await api.placeOrder();
  const banner = bannerOn(page);
  await openOrder(order, { shop: cutShop.url });
  await expect(banner.freshness).toHaveText("Live");
  await cutShop.cut();
  await expect(banner.freshness).toContainText("trying again");
  await expectGoodLooks(page);

  const asked = "**/api/checkout/orchestrations/*";
  await page.route(asked, () => {});
  await page.reload();
  await expect(banner.headline).toHaveText("Looking up your order");
  await expectGoodLooks(page);

  await page.unroute(asked);
  await page.reload();
  await expect(banner.headline).toHaveText("We can’t reach your order right now");
  await expectGoodLooks(page);

  await page.route(asked, (route) => route.fulfill({ status: 401 }));
  await banner.retry.click();
  await expect(banner.headline).toHaveText("We can’t show this order here");
  await expectGoodLooks(page);
});

test("the pages for what went wrong look right, and lead on", async ({ page, watch }) => {
  watch.expect(/status of (404|500)/);
  for (const path of ["/no-such-page", "/products/no-such-piece"]) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page here");
    await expectGoodLooks(page);
  }
  await page.goto("/checkout/resume/expired");
  await expectGoodLooks(page);
  await page.goto("/checkout/success?order=somebody-elses");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We can’t show this order here");
  await expectGoodLooks(page);
});

test("a page that breaks says so in words, looks right, and can be tried again", async ({
  page,
  watch,
}) => {
  watch.expect(/status of 500|An unexpected response|Error/);
  await walkToCheckout(page, "Porch bench");
  await page.route("**/checkout", (route) =>
    route.request().method() === "POST" ? route.fulfill({ status: 500 }) : route.continue(),
  );
  await page.getByRole("button", { name: "Place order" }).click();
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toHaveText("Something broke on our side");
  await expect(title).toBeFocused();
  await expectGoodLooks(page);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(title).toHaveText("Checkout");
});
