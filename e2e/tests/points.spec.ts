import { expect, test } from "../operator/test.ts";
import { bannerOn } from "../shopper/banner.ts";
import { expectGoodLooks } from "../shopper/looks.ts";
import { newAddress, orderIdOf, walkToPayment } from "../shopper/walk.ts";

// They look at pages in several ways.

const SHOPPING = { product: "Larder bookcase", name: "Ada Voss", usePoints: true };

test("a shopper whose points went back goes on without them, and pays the rest", async ({
  page,
  api,
}) => {
  await walkToPayment(page, { ...SHOPPING, email: newAddress() });
  const orderId = orderIdOf(page);
  await page.getByRole("button", { name: /^Pay\b/ }).click();
  await api.send("POST", `/loyalty/holds/order.${orderId}/release`, {});
  const banner = bannerOn(page);
  await expect(banner.headline).toHaveText("Your points could not be set aside");

  await page.reload();
  const offer = page.locator("details").filter({ hasText: "Go on without your points" });
  await expect(offer).toContainText("its total grows by €50.00");
  await expectGoodLooks(page);
  await page.getByRole("button", { name: "Go on without your points" }).click();

  await expect(banner.headline).toHaveText("€50.00 is open");
  await expect(page.getByText("−€50.00")).toHaveCount(0);
  await expect(page.getByText("€890.00", { exact: true }).first()).toBeVisible();
  await expect(offer).toHaveCount(0);
  await page
    .getByRole("link", { name: /payment/i })
    .first()
    .click();
  await page.getByRole("button", { name: "Pay €50.00" }).click();
  await expect(banner.headline).toHaveText("Your order is ready to be prepared");
});

test("an operator lets an order go on without its points, and reads first what that means", async ({
  page: shopper,
  api,
  newOperator,
}) => {
  await walkToPayment(shopper, { ...SHOPPING, email: newAddress() });
  const orderId = orderIdOf(shopper);
  await shopper.getByRole("button", { name: /^Pay\b/ }).click();
  await expect(bannerOn(shopper).headline).toHaveText("Your order is ready to be prepared");

  const { page } = await newOperator("operator");
  await page.goto(`/console/orders/${orderId}`);
  await expect(page.getByText("until the order is done, because it is paid")).toBeVisible();
  await expectGoodLooks(page);
  const points = page.getByRole("row", { name: /^Points/ });
  await expect(points).toHaveText(/^Points-€50\.00$/);
  await page.getByRole("button", { name: "Go on without points" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("5,000 points go back to the member.");
  await expect(dialog).toContainText("The total grows by €50.00");
  await dialog.getByLabel("Reason").fill("She asked to keep them");
  await dialog.getByRole("button", { name: "Go on without points" }).click();

  await expect(dialog).toHaveCount(0);
  await expect(points).toHaveCount(0);
  const timeline = page.getByRole("list").filter({ hasText: "Order placed" });
  await expect(timeline).toContainText(
    "The order goes on without its points: She asked to keep them",
  );
  await expect(page.getByRole("button", { name: "Go on without points" })).toHaveCount(0);
  const found = await api.read(orderId);
  expect(found).toMatchObject({ currentStage: "payment", money: { open: 5_000 } });
});

test("a member's page says what the member owes", async ({ api, newOperator }) => {
  const { memberId } = await api.placeOrder();
  const credits = `/loyalty/accounts/${memberId}/credits`;
  await api.send("POST", credits, { reference: "earned", points: 300 });
  const hold = { memberId, points: 200, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  await api.send("PUT", `/loyalty/holds/${memberId}.1`, hold);
  await api.send("POST", `/loyalty/holds/${memberId}.1/capture`, {});
  await api.send("POST", credits, { reference: "back", reverses: "earned", points: 250 });

  const { page } = await newOperator("viewer");
  await page.goto(`/console/members/${memberId}`);

  await expect(page.getByText("150 points owed")).toBeVisible();
  await expect(page.getByText("0 points to spend")).toBeVisible();
  await expectGoodLooks(page);
});
