import { placeChecked } from "../operator/check.ts";
import { expect, test } from "../operator/test.ts";
import { expectGoodLooks } from "../shopper/looks.ts";

test("an order's page lists its identity checks and reviews, in words", async ({
  api,
  newOperator,
}) => {
  const order = await placeChecked(api);
  const { page } = await newOperator("viewer");
  await page.goto(`/console/orders/${order.orderId}`);
  const section = page.locator("section").filter({
    has: page.getByRole("heading", { name: "Checks" }),
  });
  const [identity, review] = [
    section.getByRole("listitem").filter({ hasText: "Identity check" }),
    section.getByRole("listitem").filter({ hasText: "Fraud review" }),
  ];
  await expect(identity).toContainText("Failed");
  await expect(identity).toContainText("the document has expired");
  await expect(identity).toContainText("1 attempt failed");
  await expect(identity).toContainText("Next: Member");
  await expect(review).toContainText("Open");
  await expect(review).toContainText("a rule asked for it");
  await expect(review).toContainText("Next: You");
  const timeline = page.getByRole("list").filter({ hasText: "Order placed" });
  await expect(timeline).toContainText("Fraud review: open (a rule asked for it)");
  await expect(timeline).toContainText("Identity check: failed (the document has expired)");
  await expectGoodLooks(page);
});
