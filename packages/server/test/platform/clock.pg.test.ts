import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
afterEach(() => vi.useRealTimers());
afterAll(() => shop.close());

/** Sets only this process's clock; the database keeps its own. */
function processClockSays(time: string): void {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(time) });
}

async function databaseNow(): Promise<number> {
  const [row] = await shop.sql(
    "select extract(epoch from clock_timestamp())::float8 * 1000 as now",
  );
  return Number(row?.now);
}

describe("the database's clock decides", () => {
  test("which orders are due: a process that is decades ahead sweeps nothing early", async () => {
    await shop.api.putOrder("not-yet");
    processClockSays("2090-01-01T00:00:00Z");

    expect(await shop.sweep()).toMatchObject({ processed: 0 });
    expect((await shop.api.read("not-yet")).version).toBe(1);
  });

  test("which orders are due: a process that is decades behind forgets nothing", async () => {
    await shop.api.putOrder("long-due", { placedAt: "2026-01-01T00:00:00Z" });
    processClockSays("2001-01-01T00:00:00Z");

    expect(await shop.sweep()).toMatchObject({ processed: 1, prompted: 1 });
    const { nextActionAt } = await shop.api.read("long-due");
    expect(Date.parse(nextActionAt ?? "")).toBeGreaterThan(await databaseNow());
    await shop.deliver();
  });

  test("when a command happened, and so which facts came before it", async () => {
    await shop.api.putOrder("said");
    const before = await databaseNow();
    processClockSays("2001-01-01T00:00:00Z");

    await shop.api.postEvent("said", { stage: "payment", status: "waiting" });

    const [, entry] = (await shop.api.read("said")).events;
    expect(Date.parse(entry?.occurredAt ?? "")).toBeGreaterThanOrEqual(Math.floor(before));
    expect(entry?.recordedAt).toBe(entry?.occurredAt);
  });

  test("when a lease expires: a worker that is decades ahead takes nothing from another", async () => {
    await putPrompted(shop, "leased");
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { compose } = shop.delivery();
    const first = shop.deliver({
      compose: async (message) => {
        reached.resolve();
        await release.promise;
        return compose(message);
      },
    });
    await reached.promise;
    processClockSays("2090-01-01T00:00:00Z");

    expect(await shop.deliver()).toBe(0);
    release.resolve();
    expect(await first).toBe(1);
    expect(await promptOf(shop, "leased")).toMatchObject({ state: "sent", attempts: 1 });
  });
});
