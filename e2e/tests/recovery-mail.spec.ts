import { bannerOn } from "../shopper/banner.ts";
import { signLinkToken } from "../shopper/link-token.ts";
import { resumeLinkOf } from "../shopper/mails.ts";
import { makeOverdue } from "../shopper/overdue.ts";
import { expect, test } from "../shopper/test.ts";
import { newAddress, orderIdOf, walkToPayment } from "../shopper/walk.ts";

test("a shopper who left after a decline gets one mail, whose link brings them back to pay", async ({
  page,
  api,
  mails,
  newShopper,
}) => {
  const email = newAddress();
  await walkToPayment(page, { product: "Mill trestle table", email, name: "Ada Voss" });
  await page.getByRole("button", { name: "Decline" }).click();
  const banner = bannerOn(page);
  await expect(banner.headline).toHaveText("Your payment did not go through");
  const orderId = orderIdOf(page);
  const number = await page.getByText(/^HO-\d{6}$/).textContent();

  await makeOverdue(api, { orderId }, "payment", "failed");
  const before = await api.read(orderId);
  expect((await api.sweep()).prompted).toBeGreaterThanOrEqual(1);
  const mail = await mails.only(email);
  expect(mail.text).toContain(number);
  expect(mail.text).toContain("1,480.00");
  expect(mail.listUnsubscribePost).toBe("List-Unsubscribe=One-Click");

  const after = await api.read(orderId);
  expect(after.events.at(-1)).toMatchObject({ note: "Recovery sweep executed" });
  expect(Date.parse(after.nextActionAt ?? "")).toBeGreaterThan(
    Date.parse(before.nextActionAt ?? ""),
  );
  await api.sweep();
  expect(await api.notifications(orderId)).toMatchObject([{ state: "sent", recipient: email }]);
  expect(await mails.to(email)).toHaveLength(1);

  const phone = await newShopper();
  await phone.goto(resumeLinkOf(mail));
  const phoneBanner = bannerOn(phone);
  await expect(phoneBanner.headline).toHaveText("Your payment did not go through");
  await expect(phone.getByText("Thank you for your order")).toBeVisible();
  await phoneBanner.resume.click();
  await phone.getByRole("button", { name: /^Pay\b/ }).click();
  await expect(phoneBanner.headline).toHaveText("A short identity check comes next");
  await expect(banner.headline, "the first browser follows").toHaveText(
    "A short identity check comes next",
  );
});

test("the token leaves the address at once, and goes along with no request after that", async ({
  page,
  api,
  mails,
}) => {
  const order = await api.placeOrder();
  await api.complete(order.orderId, "payment");
  await makeOverdue(api, order, "verification", "waiting");
  await api.sweep();
  const link = resumeLinkOf(await mails.only(order.email));
  const token = new URL(link).searchParams.get("token") ?? "";
  expect(token.length).toBeGreaterThan(100);
  const carriers: string[] = [];
  page.on("request", (request) => {
    const carried = request.url() + (request.headers().referer ?? "");
    if (carried.includes(token)) carriers.push(new URL(request.url()).pathname);
  });

  await page.goto(link);
  await expect(bannerOn(page).headline).toHaveText("Your identity is not confirmed yet");
  await expect(bannerOn(page).freshness).toHaveText("Live");
  expect(new URL(page.url()).searchParams.get("step")).toBe("verification");
  expect(new URL(page.url()).hash).toBe("#order-status");
  await page.getByRole("link", { name: "Cart" }).click();
  await expect(page).toHaveURL(/\/cart$/);
  expect(carriers).toEqual(["/checkout/resume"]);
  await page.goBack();
  expect(page.url()).not.toContain(token);
});

test("a link to a step that is done says so, and shows where the order stands now", async ({
  page,
  api,
  mails,
}) => {
  const order = await api.placeOrder();
  await makeOverdue(api, order, "payment", "waiting");
  await api.sweep();
  const mail = await mails.only(order.email);
  await api.complete(order.orderId, "payment");
  await page.goto(resumeLinkOf(mail));
  await expect(page.getByText("The step our mail was about is done already")).toBeVisible();
  await expect(bannerOn(page).headline).toHaveText("A short identity check comes next");
});

test("a link that has expired, or that was made to unsubscribe, opens nothing", async ({
  page,
  api,
  addresses,
}) => {
  const { orderId } = await api.placeOrder();
  const open = async (token: string) => {
    await page.goto(`/checkout/resume?${new URLSearchParams({ order: orderId, token })}`);
    return page.getByRole("heading", { level: 1 });
  };
  const sign = (purpose: "order" | "unsubscribe", seconds: number) =>
    signLinkToken(addresses.linkSecret, purpose, orderId, seconds);
  const expired = "This link no longer opens your order";
  await expect(await open(sign("order", -1))).toHaveText(expired);
  await expect(await open(sign("unsubscribe", 60))).toHaveText(expired);
  await expect(await open(sign("order", 60)), "one of today does").toHaveText(
    "Thank you for your order",
  );
});

test("an order whose link expires while it is on screen is taken away", async ({
  page,
  api,
  addresses,
  openOrder,
  watch,
}) => {
  watch.expect(/status of 401/);
  await page.clock.install();
  const order = await api.placeOrder();
  const token = signLinkToken(addresses.linkSecret, "order", order.orderId, 10);
  await openOrder({ ...order, token });
  const banner = bannerOn(page);
  await expect(banner.freshness).toHaveText("Live");

  const path = `/api/checkout/orchestrations/${order.orderId}`;
  await expect
    .poll(async () => (await page.request.get(path)).status(), { timeout: 20_000 })
    .toBe(401);
  // A live banner asks once a minute whether it still may.
  await page.clock.fastForward("02:00");
  await expect(banner.headline).toHaveText("We can’t show this order here");
  await expect(banner.stops).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We can’t show this order here");
});
