import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Connection } from "../src/connection.ts";
import { order } from "./support/orders.ts";
import { FakePage, Reports, Shop } from "./support/shop.ts";

let shop: Shop;
let page: FakePage;
let reports: Reports;
let endpoint: string;
let connection: Connection | undefined;

beforeEach(async () => {
  shop = new Shop();
  page = new FakePage();
  reports = new Reports();
  endpoint = await shop.open();
  // Only what the connection waits with: the network below it keeps its own time.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(async () => {
  connection?.close();
  vi.useRealTimers();
  await shop.close();
});

async function start(outcome: "received" | "failed" | "absent"): Promise<void> {
  const met = reports.next(outcome);
  connection = new Connection({ orderId: "ord_1", endpoint }, page, reports.take);
  await met;
}

/** Opens the newest stream, and waits for the answer to the question that follows an opening. */
async function openStream(): Promise<void> {
  const met = reports.next("received");
  page.streams.at(-1)?.emit("open");
  await met;
}

/** Lets time pass until the next question, and waits for its outcome. */
async function pass(ms: number, outcome: "received" | "failed" | "absent"): Promise<void> {
  const met = reports.next(outcome);
  vi.advanceTimersByTime(ms);
  await met;
}

describe("asking", () => {
  test("happens every 15 seconds where there are no streams", async () => {
    page.hasStreams = false;
    shop.says(order());
    await start("received");
    vi.advanceTimersByTime(14_999);
    expect(shop.asked).toBe(1);
    await pass(1, "received");
    expect(shop.asked).toBe(2);
  });

  test("slows down to once a minute while it fails, and is brisk again after an answer", async () => {
    page.hasStreams = false;
    await start("failed");
    await pass(30_000, "failed");
    await pass(60_000, "failed");
    shop.says(order());
    await pass(60_000, "received");
    await pass(15_000, "received");
    expect(reports.kinds()).toEqual(["failed", "failed", "failed", "received", "received"]);
  });

  test.each([401, 403, 404, 410])("ends when the shop answers %i", async (status) => {
    shop.says({ status }, status);
    await start("absent");
    vi.advanceTimersByTime(600_000);
    expect(shop.asked).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(page.streams).toHaveLength(0);
  });

  test("ends when the order is over", async () => {
    shop.says(order({ currentStage: "completed", status: "completed" }));
    await start("received");
    expect(vi.getTimerCount()).toBe(0);
    expect(page.streams).toHaveLength(0);
    page.change({ isHidden: false });
    expect(shop.asked).toBe(1);
  });

  test.each([
    ["is not an order", { version: 7 }],
    ["is another order", order({ orderId: "ord_2" })],
  ])("counts as failed when the answer %s", async (_case, body) => {
    shop.says(body);
    await start("failed");
  });

  test("again while a question is under way puts a second one after it", async () => {
    shop.says(order());
    const first = reports.next("received");
    connection = new Connection({ orderId: "ord_1", endpoint }, page, reports.take);
    connection.refresh();
    connection.refresh();
    await first;
    await reports.next("received");
    expect(shop.asked).toBe(2);
  });
});

describe("a stream", () => {
  test("is opened after the first answer, and followed by a question that closes the gap", async () => {
    shop.says(order());
    await start("received");
    expect(page.streams).toHaveLength(1);
    await openStream();
    expect(reports.kinds()).toEqual(["received", "opened", "received"]);
  });

  test("brings a new version at once", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    page.streams[0]?.emit("orchestration", JSON.stringify(order({ version: 2 })));
    expect(reports.all.at(-1)).toMatchObject({ kind: "received", orchestration: { version: 2 } });
  });

  test("that only hints at a new version makes it ask", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    shop.says(order({ version: 2 }));
    const met = reports.next("received");
    page.streams[0]?.emit("orchestration", '{"version":2}');
    await met;
    expect(reports.all.at(-1)).toMatchObject({ orchestration: { version: 2 } });
  });

  test("is closed when it breaks off, and reopened two seconds later", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    page.streams[0]?.emit("error");
    expect(page.streams[0]?.isClosed).toBe(true);
    expect(reports.kinds().at(-1)).toBe("dropped");
    await pass(2_000, "received");
    expect(page.streams).toHaveLength(2);
  });

  test("that never lasts is given up for asking alone", async () => {
    shop.says(order());
    await start("received");
    for (let times = 0; times < 5; times += 1) {
      page.streams.at(-1)?.emit("error");
      await pass(15_000, "received");
    }
    expect(page.streams).toHaveLength(5);
    await pass(15_000, "received");
    expect(page.streams).toHaveLength(5);
  });

  test("that keeps silent about a change is found out within a minute and replaced", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    shop.says(order({ version: 2 }));
    await pass(60_000, "received");
    expect(page.streams[0]?.isClosed).toBe(true);
    expect(page.streams).toHaveLength(2);
    expect(reports.kinds().slice(-2)).toEqual(["dropped", "received"]);
  });

  test("is not called live when a question beside it goes unanswered", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    shop.says({}, 502);
    await pass(60_000, "failed");
    expect(page.streams[0]?.isClosed).toBe(true);
    expect(reports.kinds().slice(-2)).toEqual(["dropped", "failed"]);
  });

  test("that ends the order is closed and not reopened", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    page.streams[0]?.emit(
      "orchestration",
      JSON.stringify(order({ version: 2, status: "cancelled" })),
    );
    expect(page.streams[0]?.isClosed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a page that nobody looks at", () => {
  test("holds no stream and asks nothing, and asks the moment it is seen", async () => {
    shop.says(order());
    await start("received");
    await openStream();
    page.change({ isHidden: true });
    expect(page.streams[0]?.isClosed).toBe(true);
    vi.advanceTimersByTime(600_000);
    expect(shop.asked).toBe(2);
    const met = reports.next("received");
    page.change({ isHidden: false });
    await met;
    expect(shop.asked).toBe(3);
  });

  test("that loses the network says so at once, and asks when it is back", async () => {
    shop.says(order());
    await start("received");
    page.change({ hasNetwork: false });
    expect(reports.kinds().at(-1)).toBe("failed");
    const met = reports.next("received");
    page.change({ hasNetwork: true });
    await met;
  });
});

test("closing leaves no stream, no timer and no listener, and reports no late answer", async () => {
  shop.says(order());
  await start("received");
  await openStream();
  connection?.refresh();
  connection?.close();
  const told = reports.all.length;
  expect(page.streams.every(({ isClosed }) => isClosed)).toBe(true);
  expect(page.listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  expect(reports.all).toHaveLength(told);
});
