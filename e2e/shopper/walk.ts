import { expect, type Page } from "@playwright/test";

/** Who shops, and what. */
export interface Shopping {
  readonly product: string;
  readonly email: string;
  readonly name: string;
  readonly usePoints?: boolean;
}

/** Walks from the catalog to the checkout with one piece in the cart. */
export async function walkToCheckout(page: Page, product: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: product, exact: true }).click();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await expect(page.getByRole("heading", { name: "Your cart", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Go to checkout" }).click();
  await expect(page.getByRole("heading", { name: "Checkout", level: 1 })).toBeVisible();
}

/** Walks on to the test payment page of a placed order. */
export async function walkToPayment(page: Page, shopping: Shopping): Promise<void> {
  const { product, email, name, usePoints = false } = shopping;
  await walkToCheckout(page, product);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Name").fill(name);
  if (usePoints) await page.getByLabel("Use my points").check();
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("heading", { name: "Pay for your order" })).toBeVisible();
}

/** The id of the order whose page is open. */
export function orderIdOf(page: Page): string {
  const { pathname, searchParams } = new URL(page.url());
  const id = searchParams.get("order") ?? pathname.split("/").at(-1) ?? "";
  return decodeURIComponent(id);
}

let shoppers = 0;

/** An address that nobody has used before in this run. */
export function newAddress(): string {
  shoppers += 1;
  return `shopper.${process.pid}.${shoppers}@shoppers.example`;
}
