import { once } from "node:events";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Pool } from "../../src/db/database.ts";
import { createSmtpTransport } from "../../src/email/smtp-transport.ts";
import type { MailTransport } from "../../src/email/transport.ts";
import { deliverPrompts } from "../../src/usecases/deliver-prompts.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { startFaultySmtp } from "../support/faulty-smtp.ts";
import { holdServer } from "../support/held-server.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
// What one test leaves in the outbox is none of the next one's business.
afterEach(() =>
  shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')"),
);
afterAll(() => shop.close());

const TIMEOUTS = {
  connectionTimeoutMs: 5_000,
  greetingTimeoutMs: 5_000,
  socketTimeoutMs: 5_000,
  sendTimeoutMs: 10_000,
};

const guest = { memberId: null };
const toOwner = (id: string) => ({ memberId: id });
const toGuest = (id: string) => ({ ...guest, email: `${id}@Guests.example` });

/** Whoever stops a message, and how its prompt ends when that came before the last look. */
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
        until: "2099-01-01T00:00:00Z",
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
    end: "sent",
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
    who: "turns out to be another member",
    order: toOwner,
    act: (id) => shop.api.putOrder(id, { memberId: `${id}-other` }),
    end: "sent",
    to: (id) => `${id}-other@shoppers.example`,
  },
  {
    who: "is a guest who mends the address",
    order: toGuest,
    act: (id) => shop.api.putOrder(id, { ...guest, email: `${id}@mended.example` }),
    end: "sent",
    to: (id) => `${id}@mended.example`,
  },
] as const satisfies readonly {
  readonly who: string;
  readonly order: (orderId: string) => Readonly<Record<string, unknown>>;
  readonly act: (orderId: string) => Promise<unknown>;
  readonly end: string;
  readonly to?: (orderId: string) => string;
}[];

function post(orderId: string, status: string) {
  return shop.api.postEvent(orderId, { stage: "payment", status });
}

async function unsubscribe(subject: string): Promise<unknown> {
  const { token } = await shop.links.issue("unsubscribe", subject, 60_000, Date.now());
  return shop.app.inject({ method: "POST", url: `/unsubscribe?token=${token}` });
}

/** An order with its first prompt decided, of an owner of its own. */
async function putOwned(orderId: string, changes: Readonly<Record<string, unknown>> = {}) {
  await shop.api.putMember(orderId);
  await shop.api.putMember(`${orderId}-other`);
  await putPrompted(shop, orderId, { memberId: orderId, ...changes });
}

describe("between the last look and a message's end", () => {
  test.each(STOPS)("whoever $who waits until the end is out", async ({ who, order, act }) => {
    const orderId = `wait-${who.replaceAll(" ", "-")}`;
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
  });

  test("an order of somebody else waits for nothing", async () => {
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

  test("a process that hangs holds up the orders for two seconds at most, and lives on", async () => {
    await putOwned("hung");
    const server = holdServer("before the end");
    const delivering = shop.deliver({ transport: server.transport });
    await server.reached;

    // Answers although the permit is never given back: the database has ended it.
    const { status } = await post("hung", "completed");
    expect(server.taken).toEqual([]);
    server.goOn();
    await delivering;

    expect(status).toBe(200);
    await expect.poll(openTransactions).toEqual([]);
  });

  test("a process that stood still so long that the database let go for it lets nothing go", async () => {
    await putOwned("stood-still");
    const { context } = shop;
    const server = holdServer("before the end");
    server.goOn();
    // As seen by such a process: when it reads the look's answer, its connection has been ended already.
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

  test("an address that the server refuses there is barred without waiting for the message's own permit", async () => {
    await putOwned("refused-late");
    const permits: unknown[] = [];
    const transport: MailTransport = {
      kind: "smtp",
      isIdempotent: false,
      async send({ beforeEnd }) {
        await beforeEnd?.();
        permits.push(...(await openTransactions()));
        const refusal = { permanent: true, recipientRejected: true, isConnectionFault: false };
        return { kind: "rejected", ...refusal, response: "550 5.1.1 No such user" };
      },
      async close() {},
    };

    await shop.deliver({ transport });

    // The permit was given back: the database did not have to end its connection.
    const connections = await openConnections();
    expect(permits).toHaveLength(1);
    expect(connections).toContainEqual(permits[0]);
    expect(await promptOf(shop, "refused-late")).toMatchObject({ state: "dead" });
    const barred = "select reason from address_suppressions where address = $1";
    expect(await shop.sql(barred, ["refused-late@shoppers.example"])).toEqual([
      { reason: "bounced" },
    ]);
  });
});

describe("before the last look", () => {
  test.each(STOPS)("whoever $who stops the message", async ({ who, order, act, end, ...more }) => {
    const orderId = `stop-${who.replaceAll(" ", "-")}`;
    await putOwned(orderId, order(orderId));
    const server = holdServer("before the look");
    const delivering = shop.deliver({ transport: server.transport });
    await server.reached;

    await act(orderId);
    server.goOn();
    await delivering;

    const newAddress = "to" in more ? [more.to(orderId)] : [];
    expect(server.taken.map(({ envelope }) => envelope.to)).toEqual(newAddress);
    expect(await promptOf(shop, orderId)).toMatchObject({ state: end });
  });

  test("whoever is about to commit at the look is waited for, and stops the message", async () => {
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

  test("an order that somebody holds for longer than two seconds costs an attempt, not the prompt", async () => {
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

  test("a stopped message leaves no mark: a stop is no ambiguous end", async () => {
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

describe("over SMTP", () => {
  test("orders are let go as soon as the end is with the server, however long that thinks about it", async () => {
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
    // The permit was given back: the database did not have to end its connection.
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

test("what happened is settled when the database is back, as long as the lease holds", async () => {
  await putOwned("settled-late");
  const { context } = shop;
  const server = holdServer("before the end");
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  let refusals = 0;
  const query = (config: pg.QueryConfig) => {
    if (config.name !== "settle_message" || refusals === 2) return context.pool.query(config);
    refusals += 1;
    return Promise.reject(refused);
  };
  const pool: Pool = Object.create(context.pool, { query: { value: query } });
  server.goOn();

  await deliverPrompts({ ...context, pool }, shop.delivery({ transport: server.transport }));

  expect(refusals).toBe(2);
  expect(server.taken).toHaveLength(1);
  expect(await promptOf(shop, "settled-late")).toMatchObject({ state: "sent", attempts: 1 });
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
