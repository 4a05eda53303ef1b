import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { HOSTILE_TEXTS, MARK } from "../../packages/server/test/support/hostile-texts.ts";
import { expect, test } from "../operator/test.ts";
import type { PlacedOrder, ShopApi } from "../shopper/shop-api.ts";

const PACKED = 15;

/** What came of the payloads in a page, if anything. */
async function harmIn(page: Page): Promise<string[]> {
  return page.evaluate((mark) => {
    const found: string[] = [];
    if (mark in window) found.push("a script ran");
    const acting =
      "script:not([src]),iframe:not([title]),object,embed,base,marquee,img,svg script,[srcdoc],[formaction]";
    for (const element of document.querySelectorAll(acting))
      found.push(element.outerHTML.slice(0, 120));
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        const isText = ["value", "title", "aria-label"].includes(name);
        if (name.startsWith("on") || (!isText && /^\s*(java|vb)script:/i.test(value))) {
          found.push(`${element.localName}[${name}]`);
        }
        const isAddress = name === "href" || name === "src" || name === "action";
        if (isAddress && /evil\.test/.test(value)) found.push(`${name}=${value}`);
      }
    }
    return found;
  }, MARK);
}

/** Records the requests of a page to anything but the product, and the dialogs that it opens. */
function watchCalls(page: Page): string[] {
  const calls: string[] = [];
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") calls.push(request.url());
  });
  page.on("dialog", (dialog) => {
    calls.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return calls;
}

async function must(api: ShopApi, method: string, path: string, body: unknown): Promise<void> {
  const answer = await api.send(method, path, body);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** Keys that JavaScript reserves are refused with the whole body. */
function keyOf(text: string): string {
  return text.replace(/^__proto__$|^constructor$/, "x");
}

/** An order whose number and member are the payload; all of `packed` are in its items, notes, reports and steps. */
async function placeHostile(
  api: ShopApi,
  text: string,
  packed: readonly string[],
): Promise<PlacedOrder> {
  const unitPrice = { amount: 1, currency: "EUR" };
  const memberId = `mem_${randomUUID()}`;
  await must(api, "PUT", `/members/${memberId}`, {
    email: `${memberId}@shoppers.example`,
    name: text,
  });
  const order = await api.placeOrder({
    orderNumber: text,
    memberId,
    items: [text, ...packed].map((title) => ({ title, quantity: 1, unitPrice })),
  });
  for (const hostile of packed) {
    const createdAt = "2026-01-01T00:00:00Z";
    const reason = hostile.slice(0, 200);
    const thing = { reference: hostile, amount: 1, createdAt, reason };
    await must(api, "POST", `/checkout/orchestrations/${order.orderId}/events`, {
      stage: "payment",
      status: "waiting",
      payment: {
        reference: hostile,
        account: hostile,
        state: "requires_action",
        methodName: hostile.slice(0, 100),
        reason,
        nextStep: { kind: "pay", url: "https://pay.example/page" },
        refunds: [{ ...thing, state: "failed" }],
        disputes: [{ ...thing, state: "closed" }],
      },
      source: "hostile",
      sourceEventId: hostile,
    });
    await must(api, "POST", `/checkout/orchestrations/${order.orderId}/events`, {
      stage: "payment",
      status: "waiting",
      waitingOn: "operator",
      note: hostile,
      payload: { [keyOf(hostile)]: hostile },
      metadataPatch: { [keyOf(hostile)]: hostile },
      source: hostile,
      sourceEventId: hostile,
      nextActionAt: "2026-01-01T00:00:00Z",
    });
    await must(api, "PUT", `/members/${memberId}/loyalty-steps/${randomUUID()}`, {
      kind: "redemption",
      status: "pending",
      title: hostile,
    });
  }
  return { ...order, memberId };
}

for (const bypassCSP of [false, true]) {
  test(`150 hostile texts in every field are inert in console and storefront, with the policy ${bypassCSP ? "bypassed" : "enforced"}`, async ({
    api,
    newOperator,
    newShopper,
    addresses,
    watch,
  }) => {
    // What is no order's id is refused, and the page says so.
    watch.expect(/status of 422/);
    const orders: PlacedOrder[] = [];
    for (const [at, text] of HOSTILE_TEXTS.entries()) {
      const packed = at % PACKED === 0 ? HOSTILE_TEXTS.slice(at, at + PACKED) : [];
      orders.push(await placeHostile(api, text, packed));
    }
    const full = orders.filter((_, at) => at % PACKED === 0);
    await api.sweep();
    const { page } = await newOperator("operator", { bypassCSP });
    const calls = watchCalls(page);

    // The work list shows every number and member; those of escalations and those that are overdue.
    await page.goto("/console/members");
    expect(await harmIn(page)).toEqual([]);
    for (const order of full) {
      await page.goto(`/console/orders/${order.orderId}`);
      await expect(page.getByRole("article")).toBeVisible();
      // A press renames the button, so that the next is the first again.
      const closed = page.getByRole("button", { name: /^JSON of/ });
      while ((await closed.count()) > 0) await closed.first().click();
      expect(await harmIn(page), order.orderNumber).toEqual([]);
    }
    await page.goto("/console/insight?days=7&figure=placed");
    for (let shown = 0; shown < HOSTILE_TEXTS.length; shown += 50) {
      await expect(page.getByRole("heading", { name: "Orders placed" })).toBeVisible();
      expect(await harmIn(page)).toEqual([]);
      const more = page.getByRole("button", { name: "Show more" });
      if (await more.isVisible()) await more.click();
    }
    await page.goto("/console/?kind=escalation");
    await expect(page.getByRole("table")).toBeVisible();
    expect(await harmIn(page)).toEqual([]);
    for (const text of HOSTILE_TEXTS.slice(0, 20)) {
      await page.goto(`/console/?${new URLSearchParams({ text, assignee: text, open: text })}`);
      await page.goto(`/console/insight?${new URLSearchParams({ policy: text, figure: text })}`);
      expect(await harmIn(page), text).toEqual([]);
    }
    expect(calls).toEqual([]);

    const shopper = await newShopper();
    const shopCalls = watchCalls(shopper);
    for (const order of full) {
      const query = new URLSearchParams({ order: order.orderId, token: order.token });
      await shopper.goto(`${addresses.storefrontUrl}/checkout/resume?${query}`);
      await expect(shopper.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await shopper.evaluate((mark) => mark in window, MARK)).toBe(false);
    }
    expect(shopCalls).toEqual([]);
  });
}
