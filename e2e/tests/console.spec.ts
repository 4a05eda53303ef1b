import { placeEscalated, placeOverdue } from "../operator/escalate.ts";
import { expect, test } from "../operator/test.ts";
import { resumeLinkOf } from "../shopper/mails.ts";

test("without a session every page leads to the sign-in, and from there to where one was going", async ({
  page,
  addresses,
  newOperator,
  watch,
}) => {
  const { email, password } = await newOperator("viewer");
  watch.expect(/status of (401|429)/);
  for (const place of [
    "",
    "engine",
    "insight",
    "policy",
    "members",
    "orders/x",
    "team",
    "account",
  ]) {
    await page.goto(`${addresses.apiUrl}/console/${place}`);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  }
  await page.goto(`${addresses.apiUrl}/console/members?text=ada`);
  await page.getByLabel("Mail address").fill(email);
  await page.getByLabel("Password").fill("this is not it");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText(/do not belong together/);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/console\/members\?text=ada$/);
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
});

test("of two operators at the same order the second sees what the first did, and overwrites nothing", async ({
  api,
  newOperator,
}) => {
  const order = await placeEscalated(api);
  const [olaf, vera] = [await newOperator("operator"), await newOperator("operator")];
  for (const { page } of [olaf, vera]) await page.goto(`/console/orders/${order.orderId}`);
  await vera.page.getByRole("button", { name: "Cancel the order" }).click();
  const dialog = vera.page.getByRole("dialog");
  await dialog.getByLabel("Reason, for the timeline").fill("The shopper called");

  await olaf.page.getByRole("button", { name: "Complete a stage" }).click();
  await olaf.page.getByLabel("Reason, for the timeline").fill("Paid in the shop");
  await olaf.page.getByRole("button", { name: "Complete", exact: true }).click();
  await expect(olaf.page.getByRole("dialog")).toBeHidden();

  await expect(dialog.getByText("This order has moved since you opened it")).toBeVisible();
  await expect(dialog.getByText("Payment: completed")).toBeVisible();
  await expect(dialog.getByText(olaf.name)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Cancel the order" })).toBeDisabled();
  await expect(dialog.getByLabel("Reason, for the timeline")).toHaveValue("The shopper called");
  expect(await api.read(order.orderId)).toMatchObject({ currentStage: "verification" });

  await dialog.getByRole("button", { name: "I have seen it, go on" }).click();
  await dialog.getByRole("button", { name: "Cancel the order" }).click();
  await expect(vera.page.getByText("Order cancelled")).toBeVisible();
  const { events } = await api.read(order.orderId);
  expect(events.slice(-2)).toMatchObject([
    { kind: "stage", actor: olaf.name, note: "Paid in the shop" },
    { kind: "cancelled", actor: vera.name, note: "The shopper called" },
  ]);
});

test("rows stay where they are while the work list changes; what came is shown when asked for", async ({
  api,
  newOperator,
}) => {
  const first = await placeEscalated(api);
  const { page } = await newOperator("operator");
  await page.goto(`/console/?kind=escalation`);
  await expect(page.getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  const rows = page.getByRole("table").getByRole("row");
  const before = await rows.allTextContents();
  const mine = page.getByRole("row").filter({ hasText: first.orderNumber });
  await expect(mine).toBeVisible();
  const place = await mine.boundingBox();

  const second = await placeEscalated(api);
  await expect(page.getByRole("button", { name: /1 new/ })).toBeVisible();
  await api.complete(first.orderId, "payment");
  await expect(mine.getByText("Moved on").filter({ visible: true })).toHaveCount(1);
  expect(await mine.boundingBox()).toEqual(place);
  expect(await rows.count()).toBe(before.length);
  await expect(page.getByText(second.orderNumber)).toBeHidden();

  await page.keyboard.press("r");
  await expect(page.getByText(second.orderNumber).first()).toBeVisible();
  await expect(page.getByText(first.orderNumber)).toBeHidden();
});

test("the work list is worked by keys alone", async ({ api, newOperator }) => {
  const order = await placeEscalated(api);
  const { page } = await newOperator("operator");
  await page.goto(`/console/`);
  await expect(page.getByText(order.orderNumber).first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type(order.orderNumber);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`text=${order.orderNumber}`));
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article", { name: `Order ${order.orderNumber}` })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("article")).toBeHidden();
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Selected orders" })).toContainText("1 order");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /where to go/ })).toBeFocused();
  await page.keyboard.type(order.orderNumber);
  await expect(page.getByRole("listbox").getByRole("option").first()).toContainText(
    order.orderNumber,
  );
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/orders/${order.orderId}`));
});

test("many orders are paused at once: first what it would do, then how it went", async ({
  api,
  newOperator,
  watch,
}) => {
  watch.expect(/status of 412/);
  const orders = [await placeEscalated(api), await placeEscalated(api)];
  const { page, name } = await newOperator("operator");
  await page.goto("/console/?kind=escalation");
  for (const { orderNumber } of orders)
    await page.getByLabel(`Select order ${orderNumber}`).check();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Until").fill(inThirtyDays());
  await dialog.getByLabel("Reason, for the timeline").fill("Stocktaking");
  await dialog.getByRole("button", { name: "See what it would do" }).click();
  for (const { orderNumber } of orders) await expect(dialog.getByText(orderNumber)).toBeVisible();
  // One of them moves while the preview is read: it is left out, and said.
  const [moved, other] = orders;
  await api.complete(String(moved?.orderId), "payment");
  await dialog.getByRole("button", { name: "Pause: 2" }).click();
  await expect(dialog.getByRole("status")).toHaveText("1 of 2 done, 1 refused");
  await expect(dialog.getByText("It has moved since you saw it")).toBeVisible();
  expect((await api.read(String(other?.orderId))).events.at(-1)).toMatchObject({
    kind: "paused",
    actor: name,
    note: "Stocktaking",
  });
  expect((await api.read(String(moved?.orderId))).pausedUntil).toBeNull();
});

test("an order's page shows the mail as it went out, and that the shopper came back by it", async ({
  api,
  mails,
  page: shopper,
  newOperator,
}) => {
  const order = await placeOverdue(api);
  await api.sweep();
  const mail = await mails.only(order.email);
  const { page } = await newOperator("viewer");
  await page.goto(`/console/orders/${order.orderId}`);
  await page.getByRole("button", { name: "The mail" }).click();
  const frame = page.frameLocator('iframe[title="The mail as HTML"]');
  await expect(frame.getByText(order.orderNumber).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await shopper.goto(resumeLinkOf(mail));
  await expect(page.getByText("came back by its link")).toBeVisible();
  await expect(shopper).not.toHaveURL(/from=/);
});

test("a policy is tried on what happened before it is adopted with a reason", async ({
  api,
  newOperator,
}) => {
  await placeOverdue(api);
  await api.sweep();
  const { page, name } = await newOperator("admin");
  await page.goto("/console/policy");
  await page.getByRole("button", { name: "Edit a copy" }).click();
  const text = page.getByLabel("The policy, in YAML or JSON");
  const document = await text.inputValue();
  await text.fill(document.replace(/^version: .*/m, "version: [1]"));
  await expect(page.getByText(/version: must be text/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Simulate" })).toBeDisabled();
  const version = `e2e-${Date.now()}`;
  await text.fill(document.replace(/^version: .*/m, `version: ${version}`));
  await page.getByRole("button", { name: "Simulate" }).click();
  await expect(page.getByRole("heading", { name: `Simulation of ${version}` })).toBeVisible();
  await page.getByRole("button", { name: "Adopt …" }).click();
  await page.getByLabel("Reason").fill("Tried and found good");
  await page.getByRole("button", { name: "Adopt", exact: true }).click();
  await expect(page.getByText("is in force, adopted here")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: version })).toContainText(name);
});

test("a member is erased only by an admin who typed the id, and is gone from the order's page", async ({
  api,
  newOperator,
}) => {
  const order = await placeEscalated(api);
  const { page } = await newOperator("admin");
  await page.goto(`/console/members/${order.memberId}`);
  await page.getByRole("button", { name: "Erase personal data" }).click();
  await page.getByLabel("Reason").fill("Asked by letter");
  const erase = page.getByRole("button", { name: "Erase permanently" });
  await page.getByLabel(/Type the member’s id/).fill("somebody-else");
  await expect(erase).toBeDisabled();
  await page.getByLabel(/Type the member’s id/).fill(order.memberId);
  await erase.click();
  await expect(page.getByText(/^Gone:/)).toBeVisible();
  await page.goto(`/console/orders/${order.orderId}`);
  await expect(page.getByText("The shopper’s personal data was erased")).toBeVisible();
  await expect(page.getByText(order.email)).toBeHidden();
});

test("a session that is ended elsewhere leads out with the next click at the latest", async ({
  newOperator,
  addresses,
}) => {
  const { page, email, password } = await newOperator("operator");
  await page.goto("/console/");
  await expect(page.getByRole("heading", { name: "Work list" })).toBeVisible();
  const elsewhere = await page.context().browser()?.newContext({ baseURL: addresses.apiUrl });
  if (elsewhere === undefined) throw new Error("There is a browser");
  await elsewhere.request.post("/console/api/session", { data: { email, password } });
  const sessions = await (await elsewhere.request.get("/console/api/sessions")).json();
  for (const { sessionId, isCurrent } of sessions.items) {
    if (!isCurrent) await elsewhere.request.delete(`/console/api/sessions/${sessionId}`);
  }
  await elsewhere.close();
  // A request that the page makes on its own may be refused before the press, and leads out as well.
  const signIn = page.getByRole("heading", { name: "Sign in" });
  await page.getByRole("link", { name: "Engine" }).or(signIn).click();
  await expect(signIn).toBeVisible();
});

test("every figure leads to the orders behind it, and they are exported", async ({
  api,
  newOperator,
}) => {
  const order = await placeEscalated(api);
  const { page } = await newOperator("viewer");
  await page.goto("/console/insight?days=7");
  await page.getByRole("link", { name: /still at Payment: show the orders/ }).click();
  await expect(page.getByRole("heading", { name: "Orders still at Payment" })).toBeVisible();
  await expect(page.getByRole("link", { name: order.orderNumber })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toBe("orders-stuck.csv");
});

test("the console's files come compressed and are cached; the page itself is requested each time", async ({
  page,
  addresses,
  watch,
}) => {
  watch.expect(/status of 401/);
  const parts: Record<string, string>[] = [];
  page.on("response", (response) => {
    if (/\/assets\/.+\.(js|css)$/.test(response.url())) parts.push(response.headers());
  });
  const answer = await page.goto(`${addresses.apiUrl}/console/sign-in`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(answer?.headers()["cache-control"]).toBe("no-cache");
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) {
    expect(part["content-encoding"]).toMatch(/^(br|gzip)$/);
    expect(part["cache-control"]).toMatch(/max-age=31536000.*immutable/);
  }
});

/** As a field for a date and a time takes it. */
function inThirtyDays(): string {
  return new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString().slice(0, 16);
}
