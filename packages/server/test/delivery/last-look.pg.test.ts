import { once } from "node:events";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { deliverPrompts } from "../../src/delivery/deliver-prompts.ts";
import { openEndLock } from "../../src/delivery/sql/end-lock.ts";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { MailTransport } from "../../src/mail/transport.ts";
import type { Pool } from "../../src/platform/postgres/database.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { startFaultySmtp } from "../support/faulty-smtp.ts";
import { holdServer } from "../support/held-server.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
// Orders and prompts that one test leaves must not reach the next one.
afterEach(async () => {
  await shop.sql("update orchestrations set next_action_at = now() + interval '99 d'");
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(() => shop.close());

const TIMEOUTS = {
  connectionTimeoutMs: 5_000,
  greetingTimeoutMs: 5_000,
  socketTimeoutMs: 5_000,
  sendTimeoutMs: 10_000,
};

const guest = { memberId: null };
const toOwner = (id: string) => ({ memberId: id });
const toTwin = (id: string) => ({ ...guest, email: `${id}@shoppers.example` });
const toGuest = (id: string) => ({ ...guest, email: `${id}@Guests.example` });

/** Reasons to stop a message, and the prompt's state when one applies before the last look. */
const STOPS = [
  { who: "pays", order: toOwner, act: (id) => post(id, "completed"), end: "cancelled" },
  {
    who: "is with the provider",
    order: toOwner,
    act: (id) => post(id, "in_progress"),
    end: "cancelled",
  },
  {
    who: "cancels",
    order: toOwner,
    act: (id) => shop.api.post(`/checkout/orchestrations/${id}/cancel`, {}),
    end: "cancelled",
  },
  {
    who: "is paused by an operator",
    order: toOwner,
    act: (id) =>
      shop.api.post(`/checkout/orchestrations/${id}/pause`, {
        until: new Date(Date.now() + 86_400_000).toISOString(),
        reason: "The member called",
      }),
    end: "cancelled",
  },
  {
    who: "opts out",
    order: toOwner,
    act: (id) => shop.api.putOrderUpdates(id, false),
    end: "suppressed",
  },
  {
    who: "changes the address",
    order: toOwner,
    act: (id) => shop.api.putMember(id, { email: `${id}@new.example` }),
    end: "cancelled",
    to: (id) => `${id}@new.example`,
  },
  {
    who: "unsubscribes as a member",
    order: toOwner,
    act: async (id) => unsubscribe(`member:${id}`),
    end: "suppressed",
  },
  {
    who: "unsubscribes as a guest",
    order: toGuest,
    act: async (id) => unsubscribe(`address:${id}@Guests.example`),
    end: "suppressed",
  },
  {
    who: "opts out as another member with the same mailbox",
    order: toOwner,
    act: (id) => shop.api.putOrderUpdates(`${id}-twin`, false),
    end: "suppressed",
  },
  {
    who: "opts out as a member with the mailbox of a guest's order",
    order: toTwin,
    act: (id) => shop.api.putOrderUpdates(`${id}-twin`, false),
    end: "suppressed",
  },
  {
    who: "is a guest whose mailbox a member who opted out moves to",
    order: toGuest,
    act: async (id) => {
      await shop.api.putOrderUpdates(`${id}-gone`, false);
      await shop.api.putMember(`${id}-gone`, { email: `${id.toUpperCase()}@guests.example` });
    },
    end: "suppressed",
  },
  {
    who: "complains under another spelling",
    order: toOwner,
    act: (id) =>
      shop.api.post("/suppressions", {
        address: `${id.toUpperCase()}@SHOPPERS.example`,
        reason: "complained",
      }),
    end: "suppressed",
  },
  {
    who: "unsubscribes from this order only",
    order: toOwner,
    act: (id) =>
      shop.api.post("/suppressions", {
        address: `${id}@shoppers.example`,
        reason: "unsubscribed",
        orderId: id,
      }),
    end: "suppressed",
  },
  {
    who: "turns out to be another member",
    order: toOwner,
    act: (id) => shop.api.putOrder(id, { memberId: `${id}-other` }),
    end: "cancelled",
    to: (id) => `${id}-other@shoppers.example`,
  },
  {
    who: "is a guest who corrects the address",
    order: toGuest,
    act: (id) => shop.api.putOrder(id, { ...guest, email: `${id}@mended.example` }),
    end: "cancelled",
    to: (id) => `${id}@mended.example`,
  },
  {
    who: "is a member whose order has another address of its own now",
    order: toOwner,
    act: (id) => shop.api.putOrder(id, { memberId: id, email: `${id}@of-the-order.example` }),
    end: "cancelled",
    to: (id) => `${id}@of-the-order.example`,
  },
] as const satisfies readonly {
  readonly who: string;
  readonly order: (orderId: string) => Readonly<Record<string, unknown>>;
  readonly act: (orderId: string) => Promise<unknown>;
  readonly end: string;
  readonly to?: (orderId: string) => string;
}[];

function idOf(moment: string, who: string): string {
  return `${moment}-${who.replaceAll(/\W/g, "-").slice(0, 40)}`;
}

function post(orderId: string, status: string) {
  return shop.api.postEvent(orderId, { stage: "payment", status });
}

async function unsubscribe(subject: string): Promise<unknown> {
  const { token } = await shop.links.issue("unsubscribe", subject, 60_000, Date.now());
  return shop.app.inject({ method: "POST", url: `/unsubscribe?token=${token}` });
}

/** An order with its own owner, whose first prompt is decided. */
async function putOwned(orderId: string, changes: Readonly<Record<string, unknown>> = {}) {
  await shop.api.putMember(orderId);
  await shop.api.putMember(`${orderId}-other`);
  await shop.api.putMember(`${orderId}-twin`, {
    email: `${orderId.toUpperCase()}@shoppers.EXAMPLE`,
  });
  await putPrompted(shop, orderId, { memberId: orderId, ...changes });
}

describe("between the last look and a message's end marker", () => {
  test.each(STOPS)(
    "anyone who $who waits until the end marker is out",
    async ({ who, order, act }) => {
      const orderId = idOf("wait", who);
      await putOwned(orderId, order(orderId));
      const server = holdServer("before the end");
      let isStopped = false;
      const delivering = shop.deliver({ transport: server.transport });
      await server.reached;

      const acting = act(orderId).then(() => {
        isStopped = true;
      });
      await untilWaiting(shop);
      expect(isStopped).toBe(false);
      server.goOn();
      await Promise.all([delivering, acting]);

      expect(server.taken).toHaveLength(1);
      expect(await promptOf(shop, orderId)).toMatchObject({ state: "sent", attempts: 1 });
    },
  );

  test("somebody else's order does not wait", async () => {
    await putOwned("mine");
    await shop.api.putMember("stranger");
    await shop.api.putOrder("theirs", { memberId: "stranger" });
    const server = holdServer("before the end");
    const delivering = shop.deliver({ transport: server.transport });
    await server.reached;

    const { status } = await post("theirs", "completed");
    await shop.api.putOrderUpdates("stranger", false);
    server.goOn();

    expect([status, await delivering]).toEqual([200, 1]);
  });

  test("a process that hangs blocks the orders for two seconds at most, and survives", async () => {
    await putOwned("hung");
    const server = holdServer("before the end");
    const delivering = shop.deliver({ transport: server.transport });
    await server.reached;

    // Answers although the permit is never released: the database has ended the transaction.
    const { status } = await post("hung", "completed");
    expect(server.taken).toEqual([]);
    server.goOn();
    await delivering;

    expect(status).toBe(200);
    await expect.poll(openTransactions).toEqual([]);
  });

  test("a process that was frozen until the database ended its transaction sends nothing", async () => {
    await putOwned("stood-still");
    const { context } = shop;
    const server = holdServer("before the end");
    server.goOn();
    // What such a process sees: when it reads the last look's answer, its connection has already been ended.
    const connect = async () => {
      const client = await context.pool.connect();
      const query = async (config: pg.QueryConfig | string) => {
        const answer = await client.query(config);
        if (typeof config !== "string" && config.name === "last_look") {
          const lost = once(client, "error").catch(() => {});
          const [permit] = await openTransactions();
          await shop.sql("select pg_terminate_backend($1)", [permit?.pid]);
          await lost;
        }
        return answer;
      };
      const { release, on, off } = client;
      return Object.create(client, {
        query: { value: query },
        release: { value: release.bind(client) },
        on: { value: on.bind(client) },
        off: { value: off.bind(client) },
      });
    };
    const pool: Pool = Object.create(context.pool, {
      connect: { value: connect },
      query: { value: context.pool.query.bind(context.pool) },
    });

    await deliverPrompts({ ...context, pool }, shop.delivery({ transport: server.transport }));

    expect(server.taken).toEqual([]);
    expect(await promptOf(shop, "stood-still")).toMatchObject({ state: "retry", attempts: 1 });
  });

  test("a refused address is suppressed then, without waiting for the message's own permit", async () => {
    await putOwned("refused-late");
    const permits: unknown[] = [];
    const transport: MailTransport = {
      kind: "smtp",
      isIdempotent: false,
      async send({ beforeEnd }) {
        await beforeEnd?.();
        permits.push(...(await openTransactions()));
        const refusal = { permanent: true, recipientRejected: true, isConnectionError: false };
        return { kind: "rejected", ...refusal, response: "550 5.1.1 No such user" };
      },
      async close() {},
    };

    await shop.deliver({ transport });

    // The permit was released: the database did not have to end its connection.
    const connections = await openConnections();
    expect(permits).toHaveLength(1);
    expect(connections).toContainEqual(permits[0]);
    expect(await promptOf(shop, "refused-late")).toMatchObject({ state: "dead" });
    const suppressed = "select reason from address_suppressions where address = $1";
    expect(await shop.sql(suppressed, ["refused-late@shoppers.example"])).toEqual([
      { reason: "bounced" },
    ]);
  });
});

describe("before the last look", () => {
  test.each(STOPS)(
    "anyone who $who stops the message",
    async ({ who, order, act, end, ...more }) => {
      const orderId = idOf("stop", who);
      await putOwned(orderId, order(orderId));
      const server = holdServer("before the look");
      const delivering = shop.deliver({ transport: server.transport });
      await server.reached;

      await act(orderId);
      server.goOn();
      await delivering;

      expect(server.taken).toEqual([]);
      expect(await promptOf(shop, orderId)).toMatchObject({ state: end });
      // Whom the next mail goes to is decided again, and then it is that person's first mail.
      await shop.sweep();
      await shop.deliver({ transport: server.transport });
      const newAddress = "to" in more ? [more.to(orderId)] : [];
      expect(server.taken.map(({ envelope }) => envelope.to)).toEqual(newAddress);
    },
  );

  test("the last look waits for a change that is about to commit, which then stops the message", async () => {
    await putOwned("about-to");
    const stop = await shop.context.pool.connect();
    await stop.query("begin");
    await stop.query(
      "update orchestrations set waiting_on = 'provider' where order_id = 'about-to'",
    );

    const delivering = shop.deliver();
    await untilWaiting(shop);
    await stop.query("commit");
    stop.release();
    await delivering;

    expect(shop.mails.filter(({ text }) => text.includes("order=about-to&"))).toEqual([]);
    expect(await promptOf(shop, "about-to")).toMatchObject({ state: "cancelled" });
  });

  test("an order that somebody locks for longer than two seconds costs an attempt, not the prompt", async () => {
    await putOwned("long-held");
    await holdRows(
      shop,
      "select from orchestrations where order_id = 'long-held' for no key update",
      () => shop.deliver(),
    );

    expect(await promptOf(shop, "long-held")).toMatchObject({ state: "retry", attempts: 1 });
    const [row] = await shop.sql("select ending_at from prompts where order_id = 'long-held'");
    expect(row).toEqual({ ending_at: null });
  });

  test("a stopped message leaves no marker, because it is not ambiguous", async () => {
    await putOwned("unmarked");
    const server = holdServer("before the look");
    const delivering = shop.deliver({ transport: server.transport });
    await server.reached;
    await post("unmarked", "completed");
    server.goOn();
    await delivering;

    const [row] = await shop.sql(
      "select state, ending_at from prompts where order_id = 'unmarked'",
    );
    expect(row).toEqual({ state: "cancelled", ending_at: null });
  });
});

test("a lock that is released twice has its connection back both times", async () => {
  const { pool } = shop.context;
  const lock = await openEndLock(pool, (db) => db.query({ text: "select 1" }));
  const inUse = pool.totalCount - pool.idleCount;
  const first = lock.release();
  await lock.release();

  expect(pool.totalCount - pool.idleCount).toBe(inUse - 1);
  await first;
});

describe("over SMTP", () => {
  test("orders are unlocked as soon as the server has the end marker, however late it answers", async () => {
    const server = await startFaultySmtp("end", "hang");
    const transport = createSmtpTransport({ url: server.url, ...TIMEOUTS });
    await putOwned("thinking");
    const permits: unknown[] = [];
    const send: MailTransport["send"] = (mail) =>
      transport.send({
        ...mail,
        beforeEnd: async () => {
          const answer = (await mail.beforeEnd?.()) ?? "stop";
          permits.push(...(await openTransactions()));
          return answer;
        },
      });
    const delivering = shop.deliver({ transport: { ...transport, send } });
    await expect.poll(() => server.ended.length).toBe(1);

    const { status } = await post("thinking", "completed");
    const during = await promptOf(shop, "thinking");
    // The permit was released: the database did not have to end its connection.
    const connections = await openConnections();
    expect(permits).toHaveLength(1);
    expect(connections).toContainEqual(permits[0]);
    await server.close();
    await delivering;
    await transport.close();

    expect([status, during.state]).toEqual([200, "sending"]);
    expect(await promptOf(shop, "thinking")).toMatchObject({ state: "unknown" });
  });
});

test("the outcome is recorded when the database is back, if the lease is still valid", async () => {
  await putOwned("recorded-late");
  const { context } = shop;
  const server = holdServer("before the end");
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  let refusals = 0;
  const query = (config: pg.QueryConfig) => {
    if (config.name !== "record_attempt" || refusals === 2) return context.pool.query(config);
    refusals += 1;
    return Promise.reject(refused);
  };
  const pool: Pool = Object.create(context.pool, { query: { value: query } });
  server.goOn();

  await deliverPrompts({ ...context, pool }, shop.delivery({ transport: server.transport }));

  expect(refusals).toBe(2);
  expect(server.taken).toHaveLength(1);
  expect(await promptOf(shop, "recorded-late")).toMatchObject({ state: "sent", attempts: 1 });
});

function openConnections() {
  return shop.sql("select pid from pg_stat_activity where datname = current_database()");
}

function openTransactions() {
  return shop.sql(
    `select pid from pg_stat_activity where datname = current_database()
      and state like 'idle in transaction%'`,
  );
}
