import { QueuePage, type QueueRow, QueueSummary, SearchHits } from "@followthrough/core/contract";
import { afterAll, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";

const shop = await startTestApp();
const bo = await signInAs(shop, "operator", "Bo Lind");
afterAll(() => shop.close());

// The sweep escalates two that wait on operators; three are due after it.
for (const [id, waitingOn, hour] of [
  ["esc-1", "operator", 1],
  ["esc-2", "provider", 2],
] as const) {
  await shop.api.putMember(`member-${id}`, { name: "Esc Alated" });
  await shop.api.putOrder(id, { memberId: `member-${id}`, orderNumber: `E-${hour}` });
  await due(id, hour, { waitingOn });
  // A separate sweep for each, so that one waits longer than the other.
  await shop.sweep();
}
for (const [id, hour] of [
  ["due-1", 1],
  ["due-2", 2],
  ["due-3", 3],
] as const) {
  await shop.api.putMember(`member-${id}`, {
    name: "Over Due",
    email: `over.due.${hour}@shoppers.example`,
  });
  await shop.api.putOrder(id, { memberId: `member-${id}`, orderNumber: `D-100${hour}` });
  await due(id, hour);
}
await shop.api.putOrder("quiet", { orderNumber: "Q-1" });

function due(orderId: string, hour: number, more: object = {}) {
  const nextActionAt = `2026-01-01T0${hour}:00:00Z`;
  return shop.api.postEvent(orderId, {
    stage: "payment",
    status: "waiting",
    nextActionAt,
    ...more,
  });
}

async function read(query = ""): Promise<QueuePage> {
  return QueuePage.parse((await bo.get(`/queue${query}`)).body);
}

const ids = (rows: readonly QueueRow[]) => rows.map(({ orderId }) => orderId);

test("escalations come first, then overdue orders, each with the longest waiting first", async () => {
  const { items, nextCursor } = await read();
  expect(ids(items)).toEqual(["esc-1", "esc-2", "due-1", "due-2", "due-3"]);
  expect(nextCursor).toBeNull();
  expect(items[0]).toMatchObject({
    kind: "escalation",
    reason: "waiting_on_operator",
    memberName: "Esc Alated",
    stage: "payment",
    waitingOn: "operator",
    total: { amount: 18_900, currency: "EUR" },
  });
});

test("pages of any size follow each other without a gap or a repeat, across both parts", async () => {
  for (const limit of [1, 2, 3, 4]) {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: QueuePage = await read(
        `?limit=${limit}${after === null ? "" : `&after=${after}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...ids(page.items));
      after = page.nextCursor;
    } while (after !== null);
    expect(seen, `pages of ${limit}`).toEqual(["esc-1", "esc-2", "due-1", "due-2", "due-3"]);
  }
});

test.each([
  ["?kind=overdue", ["due-1", "due-2", "due-3"]],
  ["?kind=escalation", ["esc-1", "esc-2"]],
  ["?reason=provider_silent", ["esc-2"]],
  ["?waitingOn=operator", ["esc-1"]],
  ["?stage=fulfillment", []],
  ["?assignee=-", ["esc-1", "esc-2"]],
  ["?text=D-1002", ["due-2"]],
  ["?text=d-100", ["due-1", "due-2", "due-3"]],
  ["?text=over.due.3", ["due-3"]],
  ["?text=esc-2", ["esc-2"]],
])("the filter %s finds %j", async (query, expected) => {
  expect(ids((await read(query)).items)).toEqual(expected);
});

test("an operator finds the escalations assigned to them", async () => {
  const [row] = (await read("?reason=provider_silent")).items;
  const mine = { action: "assign", escalationId: row?.key, assignee: "Bo Lind", reason: "Mine" };
  expect((await bo.act("esc-2", row?.version ?? 0, mine)).status).toBe(200);
  expect(ids((await read("?assignee=Bo%20Lind")).items)).toEqual(["esc-2"]);
});

test("a cursor that this list never returned is refused", async () => {
  expect(codeOf(await bo.get("/queue?after=e30"))).toBe("validation_failed");
});

test("a paused order is not in the work list until the pause is over", async () => {
  await shop.api.post("/checkout/orchestrations/due-3/pause", {
    until: new Date(Date.now() + 300 * 86_400_000).toISOString(),
    reason: "On hold",
  });
  expect(ids((await read("?kind=overdue")).items)).toEqual(["due-1", "due-2"]);
  await shop.api.post("/checkout/orchestrations/due-3/resume", { reason: "Go on" });
  expect(ids((await read("?kind=overdue")).items)).toEqual(["due-1", "due-2", "due-3"]);
});

test("the counts match the list, and the next sweep's time is given", async () => {
  const summary = QueueSummary.parse((await bo.get("/queue/summary")).body);
  expect(summary).toMatchObject({ escalations: 2, overdue: 3 });
  expect(Date.parse(summary.nextSweepAt)).toBeGreaterThan(Date.parse(summary.asOf));
});

test("a search finds orders in any state, and takes a wildcard literally", async () => {
  const search = async (text: string) =>
    SearchHits.parse((await bo.get(`/search?text=${encodeURIComponent(text)}`)).body).items.map(
      ({ orderId }) => orderId,
    );
  expect(await search("q-1")).toEqual(["quiet"]);
  expect(await search("quiet")).toEqual(["quiet"]);
  expect(await search("%")).toEqual([]);
  expect(await search("_-1")).toEqual([]);
});

test("each operator has views of their own", async () => {
  const eve = await signInAs(shop, "viewer");
  const viewId = "6f7c2a30-5a0b-4f4e-9a10-6f6f2f0a1b2c";
  const view = { name: "Silent banks", search: "reason=provider_silent" };
  expect((await bo.send("PUT", `/views/${viewId}`, view)).body).toEqual({ viewId, ...view });
  expect((await bo.get("/views")).body).toEqual({ items: [{ viewId, ...view }] });
  expect((await eve.get("/views")).body).toEqual({ items: [] });
  expect(codeOf(await eve.send("DELETE", `/views/${viewId}`))).toBe("view_unknown");
  expect((await bo.send("DELETE", `/views/${viewId}`)).status).toBe(204);
});
