import { Insight, InsightOrders } from "@followthrough/core/contract";
import { isInControlGroup } from "@followthrough/core/domain";
import { afterAll, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";

const policy = {
  ...PLAIN_POLICY,
  version: "halves",
  stages: {
    ...PLAIN_POLICY.stages,
    payment: { ...PLAIN_POLICY.stages.payment, controlShare: 0.5 },
  },
};
const shop = await startTestApp(policy);
const vera = await signInAs(shop, "viewer");
afterAll(() => shop.close());

const DAY = "2026-03-02";
const FILTER = new URLSearchParams({
  from: `${DAY}T00:00:00Z`,
  to: "2026-03-03T00:00:00Z",
}).toString();

// Sixteen orders are due, and chance decides which are prompted. Three in four of the prompted orders pay within the
// window, and one in four of the others.
const ids = Array.from({ length: 16 }, (_, at) => `lot-${at}`);
const held = ids.filter((id) => isInControlGroup(id, policy.version, 0.5));
const prompted = ids.filter((id) => !held.includes(id));
for (const [at, id] of ids.entries()) {
  await shop.api.putMember(`m-${id}`);
  await shop.api.putOrder(id, {
    memberId: `m-${id}`,
    placedAt: `${DAY}T0${at % 10}:00:00Z`,
    total: { amount: 1_000, currency: at % 2 === 0 ? "EUR" : "USD" },
  });
  await shop.api.postEvent(id, {
    stage: "payment",
    status: "waiting",
    nextActionAt: `${DAY}T12:00:00Z`,
  });
}
await shop.api.putOrder("other-day", { memberId: null, placedAt: "2026-03-05T09:00:00Z" });
await shop.sweep();
await shop.deliver();
const payers = [...prompted.slice(0, 6), ...held.slice(0, 2)];
for (const id of payers) await shop.api.postEvent(id, { stage: "payment", status: "completed" });
await shop.api.post(`/checkout/orchestrations/${held.at(-1)}/cancel`, {});
const [clicker] = prompted;
const [prompt] = await shop.sql("select prompt_id from prompts where order_id = $1", [clicker]);
await shop.api.post(`/checkout/orchestrations/${clicker}/followed`, {
  notificationId: prompt?.prompt_id,
});
await shop.api.putOrderUpdates(`m-${prompted.at(-1)}`, false);

async function read(query = ""): Promise<Insight> {
  return Insight.parse((await vera.get(`/insight?${FILTER}${query}`)).body);
}

async function list(query: string): Promise<string[]> {
  const answer = await vera.get(`/insight/orders?${FILTER}&${query}`);
  return InsightOrders.parse(answer.body).items.map(({ orderId }) => orderId);
}

test("chance leaves some orders in both groups", () => {
  expect(prompted.length).toBeGreaterThanOrEqual(7);
  expect(held.length).toBeGreaterThanOrEqual(3);
});

test("only orders of the period are counted", async () => {
  const insight = await read();
  expect(insight).toMatchObject({ orders: 16, completed: 0, cancelled: 1 });
  expect(insight.byDay).toEqual([{ day: DAY, placed: 16, prompted: prompted.length, movedOn: 6 }]);
});

test("the funnel shows how many orders reached a stage, moved on, and are still there", async () => {
  const { funnel } = await read();
  expect(funnel[0]).toEqual({ stage: "payment", reached: 16, passed: 8, stuck: 7 });
  expect(funnel[1]).toEqual({ stage: "verification", reached: 8, passed: 0, stuck: 8 });
});

test("recovery is measured three ways, and amounts in two currencies are never added up", async () => {
  const { recovered } = await read();
  expect(recovered.clicked).toMatchObject({ orders: 1, value: [{ amount: 1_000 }] });
  expect(recovered.movedOn.orders).toBe(6);
  const amounts = recovered.movedOn.value.map(({ amount }) => amount);
  expect(recovered.movedOn.value.map(({ currency }) => currency)).toEqual(["EUR", "USD"]);
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(6_000);
  expect(recovered.lift).toMatchObject({
    prompted: { orders: prompted.length, movedOn: 6 },
    heldOut: { orders: held.length, movedOn: 2 },
  });
  expect(recovered.lift.difference).toBeCloseTo(6 / prompted.length - 2 / held.length, 10);
  expect(recovered.lift.low).toBeLessThan(Number(recovered.lift.difference));
});

test("progress after the window is not attributed to the prompt", async () => {
  await shop.tamper(
    `update prompts set sent_at = sent_at - interval '73 hours', decided_at = decided_at - interval '73 hours'
    where order_id = '${clicker}'`,
  );
  const { recovered } = await read();
  expect(recovered.movedOn.orders).toBe(5);
  expect(recovered.lift.prompted.movedOn).toBe(5);
  await shop.tamper(
    `update prompts set sent_at = sent_at + interval '73 hours', decided_at = decided_at + interval '73 hours'
    where order_id = '${clicker}'`,
  );
});

test("members who opted out after a prompt are counted", async () => {
  expect((await read()).optOut).toEqual({ prompted: prompted.length, optedOut: 1 });
});

test("every figure leads to exactly that many orders", async () => {
  const insight = await read();
  const expected: [string, number][] = [
    ["figure=placed", insight.orders],
    ["figure=completed", insight.completed],
    ["figure=cancelled", insight.cancelled],
    ["figure=clicked", insight.recovered.clicked.orders],
    ["figure=moved_on", insight.recovered.movedOn.orders],
    ["figure=treated", insight.recovered.lift.prompted.orders],
    ["figure=held_out", insight.recovered.lift.heldOut.orders],
    ["figure=prompted", prompted.length],
    ["figure=opted_out", insight.optOut.optedOut],
    ...insight.promptsPerOrder.map(({ prompts, orders }): [string, number] => [
      `figure=prompts&prompts=${prompts}`,
      orders,
    ]),
    ...insight.funnel.flatMap(({ stage, reached, passed, stuck }): [string, number][] => [
      [`figure=reached&stage=${stage}`, reached],
      [`figure=passed&stage=${stage}`, passed],
      [`figure=stuck&stage=${stage}`, stuck],
    ]),
  ];
  for (const [query, count] of expected) expect(await list(query), query).toHaveLength(count);
  expect((await list("figure=moved_on")).sort()).toEqual(prompted.slice(0, 6).sort());
});

test("pages of the orders behind a figure follow each other without a gap", async () => {
  const seen: string[] = [];
  let after = "";
  do {
    const answer = await vera.get(`/insight/orders?${FILTER}&figure=placed&limit=5${after}`);
    const page = InsightOrders.parse(answer.body);
    seen.push(...page.items.map(({ orderId }) => orderId));
    after = page.nextCursor === null ? "" : `&after=${page.nextCursor}`;
  } while (after !== "");
  expect([...new Set(seen)].sort()).toEqual([...ids].sort());
  expect(seen).toHaveLength(16);
});

test("filtered by policy: another version has decided none of them", async () => {
  expect((await read("&policy=halves")).orders).toBe(16);
  expect((await read("&policy=nothing")).orders).toBe(0);
});

test("a period that ends before it starts is refused", async () => {
  const query = new URLSearchParams({ from: "2026-03-03T00:00:00Z", to: "2026-03-02T00:00:00Z" });
  expect(codeOf(await vera.get(`/insight?${query}`))).toBe("validation_failed");
});

test("the export has the same orders, with a header row", async () => {
  const answer = await vera.get(`/insight/orders.csv?${FILTER}&figure=moved_on`);
  expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
  expect(answer.headers["content-disposition"]).toContain("attachment");
  const lines = String(answer.body).trim().split("\r\n");
  expect(lines).toHaveLength(7);
  expect(lines[0]).toContain('"order_id","order_number"');
});
