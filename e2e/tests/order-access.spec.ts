import type { Page } from "@playwright/test";
import { findFreePort } from "../product/free-port.ts";
import { startStorefront } from "../product/storefront.ts";
import { bannerOn } from "../shopper/banner.ts";
import { expect, test } from "../shopper/test.ts";

const CLOSED = "We can’t show this order here";
const EXPIRED = "This link no longer opens your order";

/** What the shop's own API answers a page about an order. */
async function askShop(page: Page, orderId: string, path = "") {
  const response = await page.request.get(`/api/checkout/orchestrations/${orderId}${path}`);
  return {
    status: response.status(),
    type: response.headers()["content-type"],
    problem: await response.json(),
  };
}

const problemOf = (status: number, code: string) => ({
  status,
  type: "application/problem+json",
  problem: expect.objectContaining({ status, code, title: expect.any(String) }),
});

test("an order's id alone opens nothing", async ({ page, api, newShopper, openOrder }) => {
  const order = await api.placeOrder();
  await openOrder(order);
  await expect(bannerOn(page).headline).toHaveText("Payment comes next");

  const stranger = await newShopper();
  await stranger.goto(`/checkout/success?order=${order.orderId}`);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(CLOSED);
  await expect(stranger.getByText(order.orderNumber)).toHaveCount(0);
  for (const path of ["", "/stream"]) {
    expect(await askShop(stranger, order.orderId, path)).toEqual(
      problemOf(401, "order_token_invalid"),
    );
  }
  for (const step of ["pay", "verify", "points", "dispatch"]) {
    await stranger.goto(`/checkout/${step}/${order.orderId}`);
    await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(CLOSED);
  }
});

test("the token of one order can't open another order, nor tell it from an unknown one", async ({
  page,
  api,
  openOrder,
}) => {
  const own = await api.placeOrder();
  const other = await api.placeOrder();
  await openOrder(own);
  const unknown = problemOf(404, "order_unknown");
  expect(await askShop(page, other.orderId)).toEqual(unknown);
  expect(await askShop(page, "no-such-order")).toEqual(unknown);
  expect(await askShop(page, "no-such-order", "/stream")).toEqual(unknown);
  await page.goto(`/checkout/success?order=${other.orderId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(CLOSED);
});

test("a resume link with another order's token, a broken one or none opens nothing", async ({
  page,
  api,
}) => {
  const order = await api.placeOrder();
  const other = await api.placeOrder();
  const [header, payload, signature] = order.token.split(".");
  const tokens = {
    "another order's": other.token,
    "a cut one": order.token.slice(0, -8),
    "a forged one": `${header}.${payload}.${signature?.split("").reverse().join("")}`,
    "an unsigned one": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`,
    none: "",
  };
  for (const [what, token] of Object.entries(tokens)) {
    const query = new URLSearchParams({ order: order.orderId, token });
    await page.goto(`/checkout/resume?${query}`);
    await expect(page.getByRole("heading", { level: 1 }), what).toHaveText(EXPIRED);
    expect((await askShop(page, order.orderId)).status, what).toBe(401);
  }
});

test("an order's page and the shop's API are never kept by anybody on the way", async ({
  page,
  api,
  openOrder,
}) => {
  const order = await api.placeOrder();
  await openOrder(order);
  const answer = await page.request.get(`/api/checkout/orchestrations/${order.orderId}`);
  expect(answer.headers()["cache-control"]).toContain("private, no-store");
  const shown: unknown = await answer.json();
  expect(shown).not.toHaveProperty("metadata");
  expect(shown).not.toHaveProperty("events");
});

test("a shop with a wrong API key answers 502, and its checkout says that nothing was placed", async ({
  page,
  api,
  addresses,
  openOrder,
  watch,
}) => {
  const port = await findFreePort();
  const shop = `http://127.0.0.1:${port}`;
  const storefront = await startStorefront({
    name: "storefront-wrong-key",
    port,
    apiUrl: addresses.apiUrl,
    apiKey: "ft_not-the-key-of-this-api",
  });
  try {
    watch.expect(/status of 502/);
    const order = await api.placeOrder();
    await openOrder(order, { shop });
    await expect(bannerOn(page).headline).toHaveText("We can’t reach your order right now");
    const answer = await page.request.get(`${shop}/api/checkout/orchestrations/${order.orderId}`);
    expect(answer.status()).toBe(502);
    expect(await answer.json()).toMatchObject({ status: 502, code: "checkout_api_unavailable" });

    await page.goto(`${shop}/products/porch-bench`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "Go to checkout" }).click();
    await page.getByLabel("E-mail").fill("ada@shoppers.example");
    await page.getByLabel("Name").fill("Ada Voss");
    await page.getByRole("button", { name: "Place order" }).click();
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toContainText("Your order has not been placed");
    await expect(alert).toBeFocused();
    await expect(page.getByLabel("Name")).toHaveValue("Ada Voss");
    expect(storefront.output()).toContain("api_key_invalid");
  } finally {
    // First the page: it fetches what it may need next, and a shop that is gone would make it complain.
    await page.close();
    await storefront.stop();
  }
});

test("without the bypass switch nothing is mocked, and no page has the ribbon", async ({
  page,
  api,
  openOrder,
}) => {
  const ribbon = page.getByRole("complementary", { name: "Bypass mode" });
  for (const path of ["/", "/products/porch-bench", "/cart", "/checkout/resume/expired"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(ribbon).toHaveCount(0);
  }
  await page.goto("/checkout/success?order=made-up&stage=completed");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(CLOSED);
  const order = await api.placeOrder();
  await openOrder(order);
  await page.goto(`/checkout/success?order=${order.orderId}&stage=completed&status=completed`);
  await expect(bannerOn(page).headline).toHaveText("Payment comes next");
  await expect(ribbon).toHaveCount(0);
});
