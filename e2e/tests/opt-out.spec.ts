import { readFile } from "node:fs/promises";
import path from "node:path";
import { LOGS } from "../product/child.ts";
import { makeOverdue } from "../shopper/overdue.ts";
import type { ShopApi } from "../shopper/shop-api.ts";
import { expect, test } from "../shopper/test.ts";

/** What the last sweep decided about an order, and why. */
async function lastDecision(api: ShopApi, orderId: string) {
  const { events } = await api.read(orderId);
  return events.findLast(({ kind }) => kind === "sweep")?.payload;
}

test("a mail's way out asks first, then ends the mail until it is wanted again", async ({
  page,
  api,
  mails,
}) => {
  const order = await api.placeOrder();
  await makeOverdue(api, order, "payment", "waiting");
  await api.sweep();
  const { listUnsubscribe, text } = await mails.only(order.email);
  const link = listUnsubscribe.replace(/^<(.*)>$/, "$1");
  expect(text).toContain(link);

  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "No more mail about your orders?",
  );
  await makeOverdue(api, order, "payment", "failed");
  await api.sweep();
  await expect.poll(async () => (await mails.to(order.email)).length, "a GET ends nothing").toBe(2);

  await page.getByRole("button", { name: "Stop all mail about my orders" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are unsubscribed");
  await makeOverdue(api, order, "payment", "waiting");
  await api.sweep();
  expect(await lastDecision(api, order.orderId)).toMatchObject({
    decision: "suppress",
    reason: "opted_out",
  });

  await page.getByRole("button", { name: "Undo: write to me again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "You get mail about your orders again",
  );
  await makeOverdue(api, order, "payment", "failed");
  await api.sweep();
  await expect.poll(async () => (await mails.to(order.email)).length).toBe(3);
});

test("a mail program unsubscribes with one request and no page, and a made-up link does nothing", async ({
  request,
  api,
  mails,
}) => {
  const order = await api.placeOrder();
  await makeOverdue(api, order, "payment", "waiting");
  await api.sweep();
  const { listUnsubscribe } = await mails.only(order.email);
  const link = listUnsubscribe.replace(/^<(.*)>$/, "$1");
  const oneClick = { form: { "List-Unsubscribe": "One-Click" } };
  expect((await request.post(`${link.slice(0, -6)}AAAAAA`, oneClick)).status()).toBe(401);
  expect((await request.post(link, oneClick)).status()).toBe(200);
  await makeOverdue(api, order, "payment", "failed");
  await api.sweep();
  expect(await lastDecision(api, order.orderId)).toMatchObject({ reason: "opted_out" });
  expect(await mails.to(order.email)).toHaveLength(1);
});

test("with order updates off the job skips the member and says so in the log; on again, it sends", async ({
  api,
  mails,
}) => {
  const order = await api.placeOrder();
  await api.setOrderUpdates(order.memberId, false);
  await makeOverdue(api, order, "payment", "waiting");
  expect((await api.sweep()).suppressed).toBeGreaterThanOrEqual(1);
  expect(await api.notifications(order.orderId)).toEqual([]);
  const loggedLines = async () => {
    const log = await readFile(path.join(LOGS, "server.log"), "utf8");
    return log.split("\n").filter((line) => line.includes(order.orderId));
  };
  await expect
    .poll(loggedLines)
    .toContainEqual(expect.stringMatching(/opted_out.*no prompt: the shopper does not get/));

  await api.setOrderUpdates(order.memberId, true);
  await makeOverdue(api, order, "payment", "failed");
  await api.sweep();
  await mails.only(order.email);
});
