import { NotificationPage, OrchestrationPage, SweepPage } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;

/** 120 orders that reached their present state in the same millisecond; every tenth is overdue. */
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
  for (let at = 0; at < 120; at += 1) {
    const isOverdue = at % 10 === 0;
    await shop.api.putOrder(`order-${String(at).padStart(3, "0")}`, {
      orderNumber: at === 7 ? "100%_N" : `N-${at}`,
      memberId: at === 8 ? null : "ada",
      ...(at === 8 ? { email: "guest@shoppers.example" } : {}),
      ...(isOverdue ? { placedAt: "2026-01-01T00:00:00Z" } : {}),
    });
  }
  await shop.api.postEvent("order-001", { stage: "payment", status: "completed" });
  await shop.api.postEvent("order-002", { stage: "payment", status: "in_progress" });
  await shop.sql("update orchestrations set last_transition_at = '2026-02-01T00:00:00Z'");
});
afterAll(() => shop.close());

async function list(query: string) {
  return OrchestrationPage.parse((await shop.api.get(`/checkout/orchestrations?${query}`)).body);
}

async function idsOf(query: string): Promise<string[]> {
  return (await list(`limit=200&${query}`)).items.map(({ orderId }) => orderId);
}

/** Follows the cursors to the end. */
async function walk(limit: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const after: string = cursor === null ? "" : `&after=${cursor}`;
    const page = await list(`limit=${limit}${after}`);
    ids.push(...page.items.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null);
  return { ids, pages };
}

describe("the list of orchestrations", () => {
  test("pages through rows with the same time, with no row twice and none missing", async () => {
    const { ids, pages } = await walk(7);

    expect(pages).toBe(18);
    expect(ids).toHaveLength(120);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test("has no further page when the last one is exactly full", async () => {
    expect((await walk(40)).pages).toBe(3);
  });

  test("does not show an order twice that moved while other pages were read", async () => {
    const first = await list("limit=60");
    await shop.api.postEvent("order-003", { stage: "payment", status: "waiting" });
    const second = await list(`limit=200&after=${first.nextCursor}`);
    await shop.sql("update orchestrations set last_transition_at = '2026-02-01T00:00:00Z'");

    const ids = [...first.items, ...second.items].map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(120);
  });

  test("filters by stage, status, who must act and whether an order is overdue", async () => {
    expect(await idsOf("stage=verification")).toEqual(["order-001"]);
    expect(await idsOf("status=in_progress")).toEqual(["order-002"]);
    expect(await idsOf("waitingOn=provider")).toEqual(["order-002"]);
    expect(await idsOf("overdue=true")).toHaveLength(12);
    expect(await idsOf("overdue=false")).toHaveLength(108);
    expect(await idsOf("overdue=true&stage=verification")).toEqual([]);
  });

  test("finds orders by the beginning of id, number or mail address, and accepts no wildcard", async () => {
    expect(await idsOf("text=ORDER-01")).toHaveLength(10);
    expect(await idsOf("text=n-119")).toEqual(["order-119"]);
    expect(await idsOf("text=ada@shop")).toHaveLength(119);
    expect(await idsOf("text=guest@")).toEqual(["order-008"]);
    expect(await idsOf(`text=${encodeURIComponent("100%_")}`)).toEqual(["order-007"]);
    expect(await idsOf(`text=${encodeURIComponent("%")}`)).toEqual([]);
  });

  test("shows each order with its number, its total and whether it is overdue", async () => {
    const [item] = (await list("text=order-010")).items;
    expect(item).toMatchObject({
      orderNumber: "N-10",
      memberId: "ada",
      total: { amount: 18_900, currency: "EUR" },
      currentStage: "payment",
      overdue: true,
      version: 1,
    });
  });
});

test("sweeps and prompts are listed newest first, in pages without gaps or overlaps", async () => {
  const first = await shop.sweep();
  const second = await shop.sweep();

  const sweeps = [SweepPage.parse((await shop.api.get("/checkout/sweeps?limit=1")).body)];
  const after = sweeps[0]?.nextCursor;
  sweeps.push(SweepPage.parse((await shop.api.get(`/checkout/sweeps?after=${after}`)).body));
  expect(sweeps.map(({ items }) => items)).toEqual([[second], [first]]);
  expect(sweeps[1]?.nextCursor).toBeNull();

  const prompts = [
    NotificationPage.parse(
      (await shop.api.get("/notifications?type=checkout_recovery_prompt&limit=5")).body,
    ),
  ];
  const rest = `/notifications?limit=200&after=${prompts[0]?.nextCursor}`;
  prompts.push(NotificationPage.parse((await shop.api.get(rest)).body));
  const orders = prompts.flatMap(({ items }) => items.map(({ orderId }) => orderId));
  expect(orders).toHaveLength(12);
  expect(new Set(orders).size).toBe(12);
});

test("a cursor that this API did not make, an unknown filter and a limit out of range are refused", async () => {
  const notOurs = Buffer.from(JSON.stringify({ time: 0, id: "'; --" })).toString("base64url");
  const queries = [
    "/checkout/orchestrations?after=%00",
    "/checkout/orchestrations?after=nonsense",
    `/checkout/orchestrations?after=${notOurs}`,
    `/checkout/sweeps?after=${notOurs}`,
    `/notifications?after=${notOurs}`,
    "/checkout/orchestrations?stage=shipping",
    "/checkout/orchestrations?color=red",
    "/checkout/orchestrations?limit=0",
    "/checkout/orchestrations?limit=201",
    "/notifications?type=newsletter",
  ];
  for (const query of queries) {
    const answer = await shop.api.get(query);
    expect([query, answer.status, codeOf(answer)]).toEqual([query, 422, "validation_failed"]);
  }
});
