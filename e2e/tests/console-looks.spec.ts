import { placeEscalated, placeOverdue } from "../operator/escalate.ts";
import { expect, test } from "../operator/test.ts";
import { expectGoodLooks } from "../shopper/looks.ts";

test("the sign-in looks right to axe and to everybody", async ({ page, addresses, watch }) => {
  watch.expect(/status of 401/);
  await page.goto(`${addresses.apiUrl}/console/sign-in`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expectGoodLooks(page);
});

test("the work list looks right, with an order beside it and with rows selected", async ({
  api,
  newOperator,
}) => {
  const order = await placeEscalated(api, { total: { amount: 12_345_600, currency: "HUF" } });
  await placeOverdue(api);
  const { page } = await newOperator("operator");
  await page.goto("/console/");
  await expect(page.getByText(order.orderNumber).first()).toBeVisible();
  await expectGoodLooks(page);
  await page.getByLabel(`Select order ${order.orderNumber}`).check();
  await expectGoodLooks(page);
  await page.goto(`/console/?open=${order.orderId}`);
  await expect(page.getByRole("article")).toBeVisible();
  await expectGoodLooks(page);
  await page.goto("/console/?text=nothing-begins-with-this");
  await expect(page.getByText("No order matches these filters")).toBeVisible();
  await expectGoodLooks(page);
});

test("an order's page looks right, with its dialogs", async ({ api, newOperator }) => {
  const order = await placeEscalated(api);
  const { page } = await newOperator("operator");
  await page.goto(`/console/orders/${order.orderId}`);
  await expect(page.getByRole("article")).toBeVisible();
  await page.getByRole("button", { name: "JSON of Entry 1" }).click();
  await expectGoodLooks(page);
  await page.getByRole("button", { name: "Pause until …" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectGoodLooks(page);
});

test("engine, insight, policy, members, account and team look right", async ({
  api,
  newOperator,
}) => {
  const order = await placeEscalated(api);
  // The longest word of the list.
  await api.send("POST", "/suppressions", { address: order.email, reason: "unsubscribed" });
  const { page } = await newOperator("admin");
  for (const [place, heading] of [
    ["engine", "Engine"],
    ["insight?figure=placed", "Insight"],
    ["policy", "Policy"],
    ["members", "Members"],
    [`members?text=${order.memberId}`, "Members"],
    [`members/${order.memberId}`, "Ada Voss"],
    ["account", "Your account"],
    ["team", "Team"],
  ] as const) {
    await page.goto(`/console/${place}`);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole("status", { name: /Loading|Counting|Drawing/ })).toHaveCount(0);
    await expectGoodLooks(page);
  }
});

test("loading, failing and forbidden pages look right and lead on", async ({
  newOperator,
  watch,
}) => {
  watch.expect(/status of (401|403|404|503)|ERR_FAILED/);
  const { page } = await newOperator("viewer");
  await page.route("**/console/api/engine", () => {});
  await page.goto("/console/engine");
  await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
  await expectGoodLooks(page);
  await page.unroute("**/console/api/engine");
  await page.route("**/console/api/engine", (route) => route.abort());
  await page.reload();
  await expect(page.getByRole("heading", { name: "The API can’t be reached" })).toBeVisible();
  await expectGoodLooks(page);
  await page.unroute("**/console/api/engine");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Takes writes")).toBeVisible();
  await page.goto("/console/orders/nobody-knows-it");
  await expect(page.getByRole("heading", { name: "No order with this id is known" })).toBeVisible();
  await expectGoodLooks(page);
});
