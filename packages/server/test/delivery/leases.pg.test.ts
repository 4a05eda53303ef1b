import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { endLapsedLeases, leaseMessages } from "../../src/delivery/sql/lease-messages.ts";
import type { MailTransport } from "../../src/mail/transport.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { holdRows } from "../support/hold-rows.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
// Prompts that one test leaves in the outbox must not reach the next one.
afterEach(() =>
  shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')"),
);
afterAll(() => shop.close());

const MAX_ATTEMPTS = 8;
const LIMITS = {
  messages: 10,
  leaseMs: 60_000,
  maxAttempts: MAX_ATTEMPTS,
  perDestination: 10,
  waitsForAssignee: true,
  asksAboutLaterOrder: true,
  taken: new Map<string, number>(),
};

function mailsAbout(orderId: string): number {
  return shop.mails.filter(({ text }) => text.includes(`order=${orderId}&`)).length;
}

/** Makes the lease expire. */
function lapse(orderId: string) {
  return shop.sql("update prompts set lease_until = now() - interval '1 s' where order_id = $1", [
    orderId,
  ]);
}

function makeDue(orderId: string) {
  return shop.sql("update prompts set next_attempt_at = now() where order_id = $1", [orderId]);
}

/** A slow mail server: it reports when it was reached, and answers on command. */
function slowServer(slow: "before the end" | "after the end") {
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const taken: string[] = [];
  const pause = () => {
    reached.resolve();
    return release.promise;
  };
  const transport: MailTransport = {
    kind: "smtp",
    isIdempotent: false,
    async send({ beforeEnd, messageId }) {
      if (slow === "before the end") await pause();
      if ((await beforeEnd?.()) === "stop") return { kind: "stopped" };
      if (slow === "after the end") await pause();
      taken.push(messageId);
      return { kind: "accepted", response: "250 Kept" };
    },
    async close() {},
  };
  return { transport, taken, reached: reached.promise, release: release.resolve };
}

/** Begins a delivery of what is due now. It leases nothing later, however long its mail server takes. */
async function beginDelivery({ transport, reached }: ReturnType<typeof slowServer>) {
  const stop = new AbortController();
  const sent = shop.deliver({ transport, signal: stop.signal });
  await reached;
  stop.abort();
  return { sent };
}

describe("a lease", () => {
  test("keeps other workers off until it expires", async () => {
    await putPrompted(shop, "held");
    const slow = slowServer("after the end");
    const first = shop.deliver({ transport: slow.transport });
    await slow.reached;

    const second = await shop.deliver();
    slow.release();

    expect([await first, second]).toEqual([1, 0]);
    expect(await promptOf(shop, "held")).toMatchObject({ state: "sent", attempts: 1 });
  });

  test("lost before the end marker: its former holder sends nothing and records nothing", async () => {
    await putPrompted(shop, "lost-early");
    const slow = slowServer("before the end");
    const first = await beginDelivery(slow);

    await lapse("lost-early");
    await shop.deliver();
    const recorded = await promptOf(shop, "lost-early");
    slow.release();
    await first.sent;

    expect(slow.taken).toEqual([]);
    expect(mailsAbout("lost-early")).toBe(1);
    expect(recorded).toMatchObject({ state: "sent", attempts: 2 });
    expect(await promptOf(shop, "lost-early")).toEqual(recorded);
    expect(shop.logs).toContainEqual(
      expect.objectContaining({
        orderId: "lost-early",
        msg: "the lease was lost before the outcome was recorded",
      }),
    );
  });

  test("lost while another worker sends: the late answer does not touch the new lease", async () => {
    await putPrompted(shop, "overtaken");
    const [old, young] = [slowServer("before the end"), slowServer("after the end")];
    const first = await beginDelivery(old);
    await lapse("overtaken");
    const second = await beginDelivery(young);

    old.release();
    await first.sent;
    expect(await promptOf(shop, "overtaken")).toMatchObject({ state: "sending", attempts: 2 });

    young.release();
    await second.sent;
    expect(await promptOf(shop, "overtaken")).toMatchObject({ state: "sent", attempts: 2 });
    expect(young.taken).toHaveLength(1);
  });

  test("that has expired still lets its holder record the outcome if nobody has ended it", async () => {
    await putPrompted(shop, "slow-but-alone");
    const slow = slowServer("after the end");
    const first = shop.deliver({ transport: slow.transport });
    await slow.reached;
    await lapse("slow-but-alone");
    slow.release();

    expect(await first).toBe(1);
    expect(await promptOf(shop, "slow-but-alone")).toMatchObject({ state: "sent" });
  });

  test("that has expired before the end marker sends no message", async () => {
    await putPrompted(shop, "too-late");
    const slow = slowServer("before the end");
    const first = await beginDelivery(slow);
    await lapse("too-late");
    slow.release();
    await first.sent;

    expect(slow.taken).toEqual([]);
  });
});

describe("a lost worker", () => {
  test("before the marker: the prompt is tried again", async () => {
    await putPrompted(shop, "crashed-early");
    await leaseMessages(shop.context.pool, LIMITS);
    await lapse("crashed-early");

    await shop.deliver();

    expect(await promptOf(shop, "crashed-early")).toMatchObject({ state: "sent", attempts: 2 });
    expect(mailsAbout("crashed-early")).toBe(1);
  });

  test("after the marker: nobody can know, so the prompt is shown and never sent again", async () => {
    await putPrompted(shop, "crashed-late");
    const slow = slowServer("after the end");
    const first = shop.deliver({ transport: slow.transport });
    await slow.reached;
    await lapse("crashed-late");

    await shop.deliver();
    const seen = await promptOf(shop, "crashed-late");
    slow.release();
    await first;

    expect(seen).toMatchObject({
      state: "unknown",
      lastError: "the worker was lost while it wrote the end marker",
    });
    expect(mailsAbout("crashed-late")).toBe(0);
    expect(await promptOf(shop, "crashed-late")).toEqual(seen);
  });

  test("in a crash loop: attempts are counted at the lease, so that the loop ends", async () => {
    await putPrompted(shop, "crash-loop");
    for (let crash = 1; crash <= MAX_ATTEMPTS; crash += 1) {
      const { leased } = await leaseMessages(shop.context.pool, LIMITS);
      expect(leased.map(({ attempts }) => attempts)).toEqual([crash]);
      await lapse("crash-loop");
      expect(await endLapsedLeases(shop.context.pool, false)).toBe(1);
    }

    await shop.deliver();

    expect(await promptOf(shop, "crash-loop")).toMatchObject({
      state: "dead",
      attempts: MAX_ATTEMPTS,
    });
    expect(mailsAbout("crash-loop")).toBe(0);
  });
});

test("an unreachable server is tried eight times with growing pauses, then the prompt is dead", async () => {
  await putPrompted(shop, "unreachable");
  const away: MailTransport = {
    kind: "smtp",
    isIdempotent: false,
    send: async () => ({
      kind: "failed_before_end",
      isConnectionError: true,
      error: new Error("connection refused"),
    }),
    async close() {},
  };
  const delays: unknown[] = [];
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    await makeDue("unreachable");
    await shop.deliver({ transport: away });
    const [row] = await shop.sql(
      `select round(extract(epoch from next_attempt_at - now()) / 30)::integer as half_minutes
      from prompts where order_id = 'unreachable' and state = 'retry'`,
    );
    delays.push(row?.half_minutes);
  }

  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, undefined]);
  expect(await promptOf(shop, "unreachable")).toMatchObject({
    state: "dead",
    attempts: MAX_ATTEMPTS,
    lastError: "connection refused",
  });
});

describe("several workers", () => {
  test("share the outbox and send each prompt once", async () => {
    const orderIds = Array.from({ length: 40 }, (_, at) => `crowd-${at}`);
    for (const orderId of orderIds) {
      await shop.api.putOrder(orderId, { placedAt: "2026-01-01T00:00:00Z" });
    }
    await shop.sweep();

    const sent = await Promise.all([1, 2, 3, 4].map(() => shop.deliver({ concurrency: 3 })));

    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(orderIds.map(mailsAbout)).toEqual(orderIds.map(() => 1));
  });

  test("skip a prompt whose row another worker has locked at this moment", async () => {
    await putPrompted(shop, "locked");
    await putPrompted(shop, "free");
    const sent = await holdRows(
      shop,
      "select from prompts where order_id = 'locked' for update",
      () => shop.deliver(),
    );

    expect(sent).toBe(1);
    expect([mailsAbout("free"), mailsAbout("locked")]).toEqual([1, 0]);
    expect(await shop.deliver()).toBe(1);
  });
});
