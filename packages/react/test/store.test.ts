import { afterEach, beforeEach, expect, test } from "vitest";
import { createCheckoutStore } from "../src/store.ts";
import { order } from "./support/orders.ts";
import { FakePage, Shop } from "./support/shop.ts";

let shop: Shop;
let endpoint: string;

beforeEach(async () => {
  shop = new Shop();
  endpoint = await shop.open();
});

afterEach(() => shop.close());

function whenChanged(store: ReturnType<typeof createCheckoutStore>): Promise<() => void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(() => resolve(stop));
  });
}

test("a store asks nothing until somebody listens, and stops with the last listener", async () => {
  shop.says(order());
  const page = new FakePage();
  const store = createCheckoutStore({ orderId: "ord_1", endpoint }, undefined, page);
  expect(page.listeners.size).toBe(0);
  const stop = await whenChanged(store);
  expect(store.getState().phase).toBe("shown");
  stop();
  expect(page.listeners.size).toBe(0);
  expect(page.streams.every(({ isClosed }) => isClosed)).toBe(true);
});

test("a store that is left and listened to again at once, as in strict mode, holds one connection", async () => {
  shop.says(order());
  const page = new FakePage();
  const store = createCheckoutStore({ orderId: "ord_1", endpoint }, undefined, page);
  store.subscribe(() => {})();
  const stop = await whenChanged(store);
  expect(page.listeners.size).toBe(1);
  expect(page.streams).toHaveLength(1);
  stop();
});

test("a store of an order that is over never asks", () => {
  const page = new FakePage();
  const over = order({ currentStage: "completed", status: "completed" });
  const store = createCheckoutStore({ orderId: "ord_1", endpoint }, over, page);
  store.subscribe(() => {})();
  expect(page.listeners.size).toBe(0);
});

test("what a new render of the page brings is taken only when it is newer", () => {
  const store = createCheckoutStore(
    { orderId: "ord_1", endpoint },
    order({ version: 5 }),
    new FakePage(),
  );
  store.offer(order({ version: 4 }));
  expect(store.getState()).toMatchObject({ orchestration: { version: 5 } });
  store.offer(order({ version: 6 }));
  expect(store.getState()).toMatchObject({ orchestration: { version: 6 } });
  expect(store.getFirstState()).toMatchObject({ orchestration: { version: 5 } });
});
