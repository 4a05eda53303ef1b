import { placeDisputed, reportPayment } from "../operator/pay.ts";
import { expect, test } from "../operator/test.ts";
import { expectGoodLooks } from "../shopper/looks.ts";

// Two of them look at several pages in four ways.

test("the work list shows the money that an escalation is about, and its deadline", async ({
  api,
  newOperator,
}) => {
  const order = await placeDisputed(api);
  const { page } = await newOperator("operator");
  await page.goto(`/console/?text=${order.orderId}`);
  const row = page.getByRole("row").filter({ hasText: order.orderNumber });
  await expect(row).toContainText("Dispute open");
  await expect(row).toContainText("€980.00 of €1,480.00");
  await expect(row).toContainText(/due in 5 d 23 h/);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(row.getByText("Dispute open").filter({ visible: true })).toHaveCount(1);
  await expect(row.getByText("€980.00").filter({ visible: true })).toHaveCount(1);
  await expect(row.getByText("due in").filter({ visible: true })).toHaveCount(1);
  await expectGoodLooks(page);
});

test("an order's page lists its sums, its payments, and what was given back or is disputed", async ({
  api,
  newOperator,
}) => {
  const order = await placeDisputed(api);
  const { page } = await newOperator("viewer");
  await page.goto(`/console/orders/${order.orderId}`);
  const section = page.locator("section").filter({
    has: page.getByRole("heading", { name: "Payments" }),
  });
  for (const [name, sum] of [
    ["Total", "€1,480.00"],
    ["Captured", "€1,480.00"],
    ["Refunded", "€98.00"],
    ["Disputed", "€980.00"],
    ["Kept", "€402.00"],
  ] as const) {
    const term = section.locator("dl > div").filter({ hasText: name });
    await expect(term.first()).toContainText(sum);
  }
  const [card, voucher] = [
    section.getByRole("listitem").filter({ hasText: "Card" }),
    section.getByRole("listitem").filter({ hasText: "Voucher" }),
  ];
  await expect(card).toContainText("Refund of €98.00: given back");
  await expect(card).toContainText("Dispute of €980.00: open, answer by");
  await expect(card.getByRole("link", { name: /At the provider/ })).toHaveAttribute(
    "href",
    /^https:\/\/dashboard\.stripe\.com\//,
  );
  await expect(voucher).toContainText("Does not count");
  await expect(voucher).toContainText("Test");
  await expect(voucher).toContainText("the shopper can pay until");
  const timeline = page.getByRole("list").filter({ hasText: "Order placed" });
  await expect(timeline).toContainText("Payment: captured €1,480.00");
  await expect(timeline).toContainText("Refund of €98.00: given back");
  await expectGoodLooks(page);
});

test("a changed total is shown with before and after", async ({ api, newOperator }) => {
  const order = await api.placeOrder();
  const total = { amount: 163_000, currency: "EUR" };
  await api.send("PUT", `/orders/${order.orderId}`, {
    orderNumber: order.orderNumber,
    memberId: order.memberId,
    total,
    items: [{ title: "Mill trestle table", quantity: 1, unitPrice: total }],
  });
  const { page } = await newOperator("viewer");
  await page.goto(`/console/orders/${order.orderId}`);
  await expect(page.getByText("Total €1,480.00 → €1,630.00")).toBeVisible();
});

test("before an order is cancelled, the dialog says what must be refunded and what lapses", async ({
  api,
  newOperator,
}) => {
  const order = await api.placeOrder();
  await reportPayment(api, order, { reference: "pi_1", state: "captured", captured: 98_000 });
  await reportPayment(api, order, { reference: "pi_2", state: "authorised", authorised: 5_000 });
  const { page } = await newOperator("operator");
  await page.goto(`/console/orders/${order.orderId}`);
  await page.getByRole("button", { name: "Complete a stage" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("€1,480.00 is recorded as paid");
  await dialog.getByLabel("Stage").selectOption({ label: "Identity" });
  await expect(dialog).not.toContainText("is recorded as paid");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(dialog).toContainText("€980.00 was paid and will have to be refunded");
  await expect(dialog).toContainText("€50.00 is authorized and will not be charged");
  await expect(dialog).toContainText("Operators get: “Refund due”");
  await expectGoodLooks(page);
  await dialog.getByLabel("Reason, for the timeline").fill("The shopper called");
  await dialog.getByRole("button", { name: "Cancel the order" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Refund due")).toBeVisible();
});
