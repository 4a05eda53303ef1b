// Takes the pictures of the operators' console from a running product that holds nothing yet:
//
//     API_URL=http://127.0.0.1:8000 API_KEY=... OPERATOR_EMAIL=... OPERATOR_PASSWORD=... node e2e/console-screenshots.ts
//
// Chromium is found as the tests find it: CHROMIUM_PATH, or /usr/bin/chromium.
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { connect } from "@followthrough/core/client";
import { chromium, expect, type Page } from "@playwright/test";
import { isInControlGroup } from "../packages/core/src/domain/recovery/control-group.ts";
import { fillShop } from "../seed/fill/fill-shop.ts";
import { planShop } from "../seed/plan/plan-shop.ts";
import { CHROMIUM } from "./browser.ts";
import { openShopApi } from "./shopper/shop-api.ts";

const API_URL = process.env.API_URL || "http://127.0.0.1:8000";
const FOLDER = path.join(import.meta.dirname, "..", "docs", "images");
const HOUR = 60 * 60_000;
const POLICY = "spring-2";
const HOLD_OUT = 0.25;
const PAST_ORDERS = 240;

const API_KEY = process.env.API_KEY ?? "";

const api = openShopApi({ apiUrl: API_URL, apiKey: API_KEY });
const plan = planShop({ seed: 1, orders: 60, now: Date.now() });
await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch(CHROMIUM);
try {
  const first = await browser.newContext({ baseURL: API_URL });
  await signIn(await first.newPage());
  const inForce = (await (await first.request.get("/console/api/policy")).json()).inForce.version;
  await first.request.post("/console/api/policy/adopt", {
    data: {
      text: `version: ${POLICY}\nquietHours: off\nfrequencyCap: off\nstages: {payment: {holdOut: ${HOLD_OUT}}}`,
      reason: "Measure what prompts at payment do",
      inForce,
    },
  });
  await first.close();
  await placePast();
  await fillShop(connect(API_URL, API_KEY), plan, { webhookSecret: null });
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({
      baseURL: API_URL,
      colorScheme,
      locale: "en-IE",
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    await page.goto("/console/sign-in");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await take(page, `console-sign-in-${colorScheme}`);
    await signIn(page);
    await takeAll(page, colorScheme);
    await context.close();
  }
} finally {
  await browser.close();
}

/** Two weeks of orders; prompted members come back more often than those in the control group. */
async function placePast(): Promise<void> {
  const due: string[] = [];
  for (let at = 0; at < PAST_ORDERS; at += 1) {
    const orderId = `past_${randomUUID().slice(0, 12)}`;
    const ageHours = 4 + (at * 13 * 24) / PAST_ORDERS;
    const total = {
      amount: 9_900 + ((at * 7_919) % 140_000),
      currency: at % 5 === 0 ? "USD" : "EUR",
    };
    const member = { email: `past.${at}@shoppers.example`, name: `Shopper ${at}` };
    await api.send("PUT", `/members/past-${at}`, member);
    await api.send("PUT", `/orders/${orderId}`, {
      orderNumber: String(1_000 + at),
      memberId: `past-${at}`,
      total,
      items: [{ title: "Three-legged stool", quantity: 1, unitPrice: total }],
      placedAt: new Date(Date.now() - ageHours * HOUR).toISOString(),
    });
    if (at % 3 === 0) {
      await api.report(orderId, "payment", "waiting", {
        nextActionAt: new Date(Date.now() - 60_000).toISOString(),
      });
      due.push(orderId);
    } else {
      await api.complete(orderId, "payment", "verification", "loyalty_hold", "fulfillment");
    }
  }
  await api.sweep();
  const sent = await Promise.all(due.map(sentPrompt));
  for (const [at, notificationId] of sent.entries()) {
    const path = `/checkout/orchestrations/${due[at]}/followed`;
    if (notificationId !== null && at % 3 === 1) await api.send("POST", path, { notificationId });
  }
  for (const [at, orderId] of due.entries()) {
    const comesBack = isInControlGroup(orderId, POLICY, HOLD_OUT) ? at % 4 === 0 : at % 3 !== 0;
    if (comesBack)
      await api.complete(orderId, "payment", "verification", "loyalty_hold", "fulfillment");
  }
}

/** Waits until an order's prompt went out. @returns its id; `null` where the order is in the control group */
async function sentPrompt(orderId: string): Promise<string | null> {
  if (isInControlGroup(orderId, POLICY, HOLD_OUT)) return null;
  const stateOf = async () => (await api.notifications(orderId))[0];
  await expect.poll(async () => (await stateOf())?.state, { timeout: 60_000 }).toBe("sent");
  return (await stateOf())?.notificationId ?? null;
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/console/sign-in");
  await page.getByLabel("Mail address").fill(process.env.OPERATOR_EMAIL ?? "");
  await page.getByLabel("Password").fill(process.env.OPERATOR_PASSWORD ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Work list" })).toBeVisible();
}

/** The first order that shows this situation. */
function orderThatIs(situation: string): string {
  const order = plan.orders.find((each) => each.situation === situation);
  if (order === undefined) throw new Error(`The plan has no order that is ${situation}`);
  return order.orderId;
}

async function takeAll(page: Page, theme: string): Promise<void> {
  await page.goto(`/console/?open=${orderThatIs("escalated: provider_silent")}`);
  await expect(page.getByRole("article")).toBeVisible();
  await take(page, `console-work-list-${theme}`);
  await page.goto(`/console/orders/${orderThatIs("prompted with points")}`);
  await expect(page.getByRole("button", { name: "The mail" })).toBeVisible();
  await take(page, `console-order-${theme}`);
  await page.goto("/console/engine");
  await expect(page.getByText("Takes writes")).toBeVisible();
  await take(page, `console-engine-${theme}`);
  await page.goto("/console/insight?days=28");
  await expect(page.locator(".recharts-surface").first()).toBeVisible();
  await take(page, `console-insight-${theme}`);
  await page.goto("/console/policy");
  await page.getByRole("button", { name: "Edit a copy" }).click();
  const text = page.getByLabel("The policy, in YAML or JSON");
  await text.fill(
    `version: calmer-3\nquietHours: off\nfrequencyCap: off\nstages:\n  payment: {patience: 4h, cadence: [0m, 24h]}\n  verification: {patience: 48h}\n`,
  );
  await page.getByRole("button", { name: "Simulate", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Simulation of calmer-3" })).toBeVisible();
  await page.getByRole("heading", { name: "Simulation of calmer-3" }).scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 3));
  await take(page, `console-policy-${theme}`);
  await page.goto("/console/members?text=Ada");
  await page.getByRole("link", { name: "Ada Voss" }).click();
  await expect(page.getByRole("heading", { name: "Orders" })).toBeVisible();
  await expect(page.getByRole("status", { name: /Loading/ })).toHaveCount(0);
  await take(page, `console-member-${theme}`);
  for (const [place, heading] of [
    ["members?text=a", "Members"],
    ["team", "Team"],
    ["account", "Your account"],
  ] as const) {
    await page.goto(`/console/${place}`);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole("status", { name: /Loading/ })).toHaveCount(0);
    await take(page, `console-${heading.split(" ").at(-1)?.toLowerCase()}-${theme}`);
  }
}

/** Without a pointer over anything, and with all fonts there. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: "disabled" });
}
