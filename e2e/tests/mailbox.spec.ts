import { makeDataFolder } from "../product/data-folder.ts";
import { findFreePort } from "../product/free-port.ts";
import { startServer } from "../product/server.ts";
import { expectGoodLooks } from "../shopper/looks.ts";
import { makeOverdue } from "../shopper/overdue.ts";
import { openShopApi } from "../shopper/shop-api.ts";
import { expect, test } from "../shopper/test.ts";

test("without a mail server mail lands on the mailbox page, where it can be read and left", async ({
  page,
  addresses,
  watch,
}) => {
  const dataFolder = await makeDataFolder();
  const port = await findFreePort();
  const server = await startServer({
    ...addresses,
    name: "server-with-mailbox",
    port,
    dataDir: dataFolder.path,
  });
  try {
    const apiUrl = `http://127.0.0.1:${port}`;
    await page.goto(`${apiUrl}/mailbox`);
    await expect(page.getByText("No mail yet")).toBeVisible();
    await expect(page.getByText("no mail leaves this machine")).toBeVisible();
    await expectGoodLooks(page);

    const api = openShopApi({ ...addresses, apiUrl });
    const order = await api.placeOrder();
    await makeOverdue(api, order, "payment", "failed");
    await api.sweep();
    await expect.poll(async () => (await api.notifications(order.orderId))[0]?.state).toBe("sent");
    await page.reload();
    await expect(page.getByRole("listitem")).toContainText(`to ${order.email}`);
    await expectGoodLooks(page);

    await page.getByRole("listitem").getByRole("link").click();
    const asPlainText = page.locator("pre");
    await expect(asPlainText).toContainText(order.orderNumber);
    const frame = page.frameLocator("iframe");
    await expect(frame.getByText(order.orderNumber).first()).toBeVisible();
    const resume = frame.getByRole("link", { name: /payment/i });
    await expect(resume.first()).toHaveAttribute("href", /\/checkout\/resume\?/);
    // The frame runs no scripts, not even axe's, and says so; the mail is checked on its own below.
    watch.expect(/^error: Blocked script execution in .*sandboxed/);
    await expectGoodLooks(page, { without: "iframe" });

    await page.goto(`${page.url()}/html`);
    // A mail is a letter, not a page: it has no landmarks.
    await expectGoodLooks(page, { except: ["landmark-one-main", "region"] });
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "No more mail about my orders" }).click();
    const wayOut = await opened;
    const title = wayOut.getByRole("heading", { level: 1 });
    await expect(title).toHaveText("No more mail about your orders?");
    await expectGoodLooks(wayOut);
    await wayOut.getByRole("button", { name: "Stop all mail about my orders" }).click();
    await expect(title).toHaveText("You are unsubscribed");
    await expectGoodLooks(wayOut);
  } finally {
    await server.stop();
    await dataFolder.remove();
  }
});

test("a server that sends real mail has no mailbox", async ({ request, addresses }) => {
  expect((await request.get(`${addresses.apiUrl}/mailbox`)).status()).toBe(404);
});
