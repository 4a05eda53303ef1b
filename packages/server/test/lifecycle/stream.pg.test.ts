import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type EventStream, openEventStream } from "../support/event-stream.ts";

let shop: TestApp;
let origin: string;
const opened: EventStream[] = [];
/** For hooks, where `expect.poll` can't be used. */
const PATIENCE = { timeout: 30_000 };

beforeAll(async () => {
  shop = await startTestApp();
  shop.listen();
  origin = await shop.app.listen({ host: "127.0.0.1", port: 0 });
  await untilListening();
});
afterEach(async () => {
  for (const stream of opened.splice(0)) stream.close();
  await vi.waitFor(() => expect(shop.hub.size).toBe(0), PATIENCE);
});
afterAll(() => shop.close());

async function watch(orderId: string, headers?: Readonly<Record<string, string>>) {
  const stream = await openEventStream(origin, orderId, headers);
  opened.push(stream);
  return stream;
}

async function listenerPid(): Promise<unknown> {
  const rows = await shop.sql(
    `select pid from pg_stat_activity
    where datname = current_database() and application_name = 'followthrough listen'
      and query like 'listen%' and state = 'idle'`,
  );
  return rows[0]?.pid ?? null;
}

async function untilListening(): Promise<void> {
  await vi.waitFor(async () => expect(await listenerPid()).not.toBeNull(), PATIENCE);
}

describe("watchers of an order", () => {
  test("each get the present state, and every change within a second of its commit", async () => {
    await shop.api.putOrder("watched");
    const watchers = [await watch("watched"), await watch("watched")];
    const present = await Promise.all(watchers.map((watcher) => watcher.next()));
    expect(present.map(({ id }) => id)).toEqual(["1", "1"]);

    await shop.api.postEvent("watched", { stage: "payment", status: "completed" });

    for (const watcher of watchers) {
      const { id, orchestration } = await watcher.next(1_000);
      expect(id).toBe("2");
      expect(orchestration).toEqual(await shop.api.read("watched"));
    }
  });

  test("get changes that another process commits", async () => {
    await shop.api.putOrder("elsewhere", { placedAt: "2026-01-01T00:00:00Z" });
    const watcher = await watch("elsewhere");
    await watcher.next();

    await shop.sweep();

    const { orchestration } = await watcher.next(1_000);
    expect(orchestration.events.at(-1)?.note).toBe("Recovery sweep executed");
  });

  test("get a loyalty step that was opened, although it changes no version", async () => {
    await shop.api.putOrder("stepwise", { memberId: "ada" });
    const watcher = await watch("stepwise");
    await watcher.next();

    await shop.api.put("/members/ada/loyalty-steps/redeem-1", {
      kind: "redemption",
      status: "pending",
      title: "Confirm 500 points",
      orderId: "stepwise",
    });

    const { orchestration } = await watcher.next(1_000);
    expect(orchestration).toMatchObject({ version: 1, pendingSteps: [{ externalId: "redeem-1" }] });
  });

  test("get nothing about other orders", async () => {
    await shop.api.putOrder("mine");
    await shop.api.putOrder("theirs");
    const watcher = await watch("mine");
    await watcher.next();

    await shop.api.postEvent("theirs", { stage: "payment", status: "waiting" });
    await shop.api.postEvent("mine", { stage: "payment", status: "failed" });

    const { orchestration } = await watcher.next();
    expect(orchestration).toMatchObject({ orderId: "mine", status: "failed" });
  });

  test("are forgotten when they disconnect", async () => {
    await shop.api.putOrder("left");
    const [first, second] = [await watch("left"), await watch("left")];
    await Promise.all([first.next(), second.next()]);
    expect(shop.hub.size).toBe(2);

    first.close();

    await expect.poll(() => shop.hub.size).toBe(1);
    await shop.api.postEvent("left", { stage: "payment", status: "waiting" });
    expect((await second.next()).id).toBe("2");
  });
});

describe("Last-Event-ID", () => {
  test("of the present state suppresses it; the next change is sent", async () => {
    await shop.api.putOrder("resumed");
    const watcher = await watch("resumed", { "last-event-id": "1" });

    await shop.api.postEvent("resumed", { stage: "payment", status: "waiting" });

    expect((await watcher.next()).id).toBe("2");
  });

  test("of an older state gets the present one at once", async () => {
    await shop.api.putOrder("behind");
    await shop.api.postEvent("behind", { stage: "payment", status: "waiting" });
    const watcher = await watch("behind", { "last-event-id": "1" });
    expect((await watcher.next()).id).toBe("2");
  });
});

test("a lost connection between the processes is restored, and missed changes are read", async () => {
  await shop.api.putOrder("interrupted");
  const watcher = await watch("interrupted");
  await watcher.next();
  const lost = await listenerPid();

  await shop.sql("select pg_terminate_backend($1)", [lost]);
  // Committed while nobody listens: only the comparison after the reconnection can find it.
  await shop.api.postEvent("interrupted", { stage: "payment", status: "waiting" });
  expect((await watcher.next(5_000)).id).toBe("2");

  await untilListening();
  expect(await listenerPid()).not.toBe(lost);
  await shop.api.postEvent("interrupted", { stage: "payment", status: "completed" });
  expect((await watcher.next()).id).toBe("3");
});
