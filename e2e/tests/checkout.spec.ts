import { bannerOn } from "../shopper/banner.ts";
import { expect, test } from "../shopper/test.ts";
import { newAddress, orderIdOf, walkToCheckout, walkToPayment } from "../shopper/walk.ts";

test("a shopper goes from the catalog to the success page, and the order through all its stages", async ({
  page,
  api,
}) => {
  const email = newAddress();
  await walkToPayment(page, {
    product: "Mill trestle table",
    email,
    name: "Ada Voss",
    usePoints: true,
  });
  await page.getByRole("button", { name: /^Pay\b/ }).click();

  const banner = bannerOn(page);
  await expect(page).toHaveURL(/\/checkout\/success\?order=/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Thank you for your order");
  await expect(page.getByText(email)).toBeVisible();
  await expect(banner.headline).toHaveText("A short identity check comes next");
  const order = await api.read(orderIdOf(page));
  expect(order).toMatchObject({ currentStage: "verification", status: "not_started" });
  const source = { source: "test-payments", status: "completed", disposition: "applied" };
  expect(order.events.at(-1)).toMatchObject(source);

  await banner.resume.click();
  await page.getByRole("button", { name: "Confirm identity" }).click();
  await expect(banner.headline).toHaveText("Your order is ready to be prepared");
  await expect(banner.resume).toHaveCount(0);
  await expect(banner.points).toContainText("5,000 set aside for this order");

  await page.getByText("For trying out").click();
  await page.getByRole("link", { name: "The workshop ships the order" }).click();
  await page.getByRole("button", { name: "Ship the order" }).click();
  await expect(banner.headline).toHaveText("Your order is complete");
  await expect(banner.stops.filter({ hasText: "Done" })).toHaveCount(4);
  await expect(banner.points).toContainText("5,000 used for this order");
});

test("the same way can be gone with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  const tabTo = async (role: "link" | "button" | "checkbox" | "textbox", name: string | RegExp) => {
    const target = page.getByRole(role, { name, exact: true });
    await expect(target).toBeVisible();
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(target, `${name} is reached by Tab`).toBeFocused();
    // Without a pointer, shoppers find their place by this ring.
    await expect(target).toHaveCSS("outline-style", "solid");
  };
  const enter = async (role: "link" | "button", name: string | RegExp) => {
    await tabTo(role, name);
    await page.keyboard.press("Enter");
  };

  await enter("link", "Three-legged stool");
  await enter("button", "Add to cart");
  await enter("link", "Go to checkout");
  await tabTo("textbox", "E-mail");
  await page.keyboard.type(newAddress());
  await tabTo("textbox", "Name");
  await page.keyboard.type("Ada Voss");
  await tabTo("checkbox", "Use my points");
  await page.keyboard.press("Space");
  await enter("button", "Place order");
  await enter("button", /^Pay\b/);
  await expect(bannerOn(page).headline).toHaveText("Your order is ready to be prepared");
});

test("a checkout with errors says so at the field and at the top, focuses the first, and keeps what was typed", async ({
  page,
}) => {
  await walkToCheckout(page, "Porch bench");
  const email = page.getByLabel("E-mail");
  const name = page.getByLabel("Name");
  const summary = page.getByRole("main").getByRole("alert");
  await page.getByLabel("Use my points").check();

  await page.getByRole("button", { name: "Place order" }).click();
  await expect(summary).toContainText("2 things to look at");
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription(/Enter your e-mail address/);
  await expect(name).toHaveAccessibleDescription(/Enter your name/);

  await email.fill("ada at example");
  await name.fill("Ada Voss");
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(summary).toContainText("One thing to look at");
  await expect(email).toBeFocused();
  await expect(email).toHaveValue("ada at example");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveValue("Ada Voss");
  await expect(name).toHaveAttribute("aria-invalid", "false");
  await expect(page.getByLabel("Use my points")).toBeChecked();

  await summary.getByRole("link", { name: /Check the address/ }).click();
  await expect(email).toBeFocused();
  await email.fill(newAddress());
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("heading", { name: "Pay for your order" })).toBeVisible();
});

test("the cart counts, changes and empties, and an empty one has no checkout", async ({ page }) => {
  await page.goto("/products/porch-bench");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("button", { name: "One more: Porch bench" }).click();
  await expect(page.getByRole("link", { name: "Cart 2 pieces" })).toBeVisible();
  await page.getByRole("button", { name: "Remove Porch bench" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your cart is empty");
  await page.goto("/checkout");
  await expect(page).toHaveURL(/\/cart$/);
});

test("needs action, then a decline, then a payment: each shows, and the order moves on", async ({
  page,
}) => {
  await walkToPayment(page, {
    product: "Wren spindle chair",
    email: newAddress(),
    name: "Ada Voss",
  });
  const banner = bannerOn(page);

  await page.getByRole("button", { name: "Needs action" }).click();
  await expect(banner.headline).toHaveText("Your payment is not confirmed yet");
  await expect(banner.resume).toHaveText("Continue to payment");
  await banner.resume.click();

  await page.getByRole("button", { name: "Decline" }).click();
  await expect(banner.headline).toHaveText("Your payment did not go through");
  await expect(banner.resume).toHaveText("Try the payment again");
  await banner.resume.click();

  await page.getByRole("button", { name: /^Pay\b/ }).click();
  await expect(banner.headline).toHaveText("Your order is ready to be prepared");
  await expect(banner.stops).toHaveCount(2);
});

test("an order is placed once, however often its form is sent", async ({ page, api }) => {
  const email = newAddress();
  await walkToCheckout(page, "Porch bench");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Name").fill("Ada Voss");
  await page.getByRole("button", { name: "Place order" }).dblclick();
  await expect(page.getByRole("heading", { name: "Pay for your order" })).toBeVisible();
  const query = new URLSearchParams({ text: email });
  const found = await api.send("GET", `/checkout/orchestrations?${query}`);
  expect((await found.json()).items).toHaveLength(1);
});

test("points chosen at checkout are set aside, and come back when the order is cancelled", async ({
  page,
}) => {
  const email = newAddress();
  const shopping = { product: "Larder bookcase", email, name: "Ada Voss", usePoints: true };
  await walkToPayment(page, shopping);
  await expect(page.getByText("€840.00", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Pay\b/ }).click();

  const banner = bannerOn(page);
  await expect(banner.headline).toHaveText("Your order is ready to be prepared");
  await expect(banner.stops).toHaveCount(3);
  await expect(banner.points).toContainText("5,000 set aside for this order");
  // A paid order keeps them, however long it waits.
  await expect(banner.points).not.toContainText("go back");
  await expect(page.getByText("−€50.00")).toBeVisible();

  // What is set aside can't be chosen again.
  const orderPage = page.url();
  await walkToCheckout(page, "Three-legged stool");
  await expect(page.getByLabel("Use my points")).toHaveCount(0);

  await page.goto(orderPage);
  await page.getByText("Cancel this order").click();
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(banner.headline).toHaveText("Your order was cancelled");
  await expect(banner.points).toContainText("5,000 back in your account");

  await page.goto("/checkout");
  await expect(page.getByText("You have 5,000 points.")).toBeVisible();
});

test("a shopper reads before cancelling that their money comes back, also if it has just arrived", async ({
  page,
  api,
  openOrder,
}) => {
  const order = await api.placeOrder();
  await openOrder(order);
  const banner = bannerOn(page);
  await expect(banner.freshness).toHaveText("Live");
  const details = page.getByText("Cancel this order");
  await details.click();
  await expect(page.getByText("It goes no further, and nothing is charged.")).toBeVisible();
  await details.click();

  await api.complete(order.orderId, "payment");
  await expect(banner.headline).not.toHaveText("Payment comes next");
  await details.click();
  await expect(page.getByText("It goes no further. €1,480.00 will be refunded.")).toBeVisible();
  await page.getByRole("button", { name: "Cancel the order" }).click();

  await expect(banner.headline).toHaveText("Your order was cancelled");
  await expect(banner.money).toContainText("€1,480.00 will be refunded.");
  await expect(banner.stops.first()).toContainText("Will be refunded");
});

test("points whose time is over are reported, and set aside again by their shopper", async ({
  page,
  api,
}) => {
  const shopping = { email: newAddress(), name: "Ada Voss", usePoints: true };
  await walkToPayment(page, { ...shopping, product: "Three-legged stool" });
  await page.getByRole("button", { name: /^Pay\b/ }).click();
  const banner = bannerOn(page);
  await expect(banner.points).toContainText("set aside for this order");

  await api.send("POST", `/loyalty/holds/order.${orderIdOf(page)}/release`, {});
  await expect(banner.points).toContainText("back in your account");

  await banner.resume.click();
  await page.getByRole("button", { name: "Use my points" }).click();
  await expect(banner.headline).toHaveText("Your order is ready to be prepared");
  await expect(banner.points).toContainText("set aside for this order");
});
